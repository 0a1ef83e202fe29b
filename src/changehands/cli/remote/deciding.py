"""Questions before something happens, and what happens when they are not answered with yes."""

import typer

from changehands.cli.remote.session import Exit, refused
from changehands.client import Client


def require_yes(question: str) -> None:
    """Ask; anything but yes ends the command, and nothing was done."""
    try:
        is_agreed = typer.confirm(question, err=True)
    except typer.Abort as error:  # nobody is there to answer
        raise refused("\nNothing was done: nobody said yes. Add --yes.", Exit.REFUSED) from error
    if not is_agreed:
        raise refused("Nothing was done.")


def accepted_conditions(client: Client, *, asks: bool) -> str:
    """The version of the general conditions in force, once they are accepted."""
    found = client.conditions()
    if asks:
        require_yes(f"Do you accept the general conditions of {found.version} ({found.address})?")
    return found.version
