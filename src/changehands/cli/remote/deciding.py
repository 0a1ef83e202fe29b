"""Questions before something happens, and what happens when they are not answered with yes."""

import typer

from changehands.cli.language import _
from changehands.cli.remote.session import Exit, refused
from changehands.client import Client


def require_yes(question: str) -> None:
    """Ask; anything but yes ends the command, and nothing was done."""
    try:
        is_agreed = typer.confirm(question, err=True)
    except typer.Abort as error:  # nobody is there to answer
        typer.echo(err=True)
        sentence = _("Nothing was done: nobody said yes. Add --yes.")
        raise refused(sentence, Exit.REFUSED, "not-confirmed") from error
    if not is_agreed:
        raise refused(_("Nothing was done."), code="not-confirmed")


def accepted_conditions(client: Client, *, asks: bool) -> str:
    """The version of the general conditions in force, once they are accepted."""
    found = client.conditions()
    if asks:
        question = _("Do you accept the general conditions of %(version)s (%(address)s)?")
        require_yes(question % {"version": found.version, "address": found.address})
    return found.version
