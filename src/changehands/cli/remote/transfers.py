"""`changehands transfers …`: the life of a transfer, from both sides."""

from typing import Annotated, Any, Final, Literal

import typer

from changehands.cli.language import _
from changehands.cli.remote.options import (
    AcceptConditions,
    Json,
    Kind,
    MailLanguage,
    Organization,
    Search,
    Yes,
)

app: Final = typer.Typer(
    help="Hand products over, and receive them.",
    no_args_is_help=True,
)
Products = Annotated[list[str] | None, typer.Argument(help="Their ids (prd_…).")]
All = Annotated[bool, typer.Option("--all", help="All that can be handed over now.")]
To = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="ORGANIZATION", help="An Organization of yours, which receives at once."
    ),
]
Id = Annotated[str, typer.Argument(metavar="TRANSFER", help="Its id (trf_…).")]
Link = Annotated[str, typer.Argument(metavar="LINK", help="The link, pasted whole.")]
Bound = Annotated[bool, typer.Option("--bound", help="That address alone may receive.")]
State = Literal["", "waiting", "completed", "cancelled", "declined", "expired", "void"]


@app.command()
def preview(
    products: Products = None,
    everything: All = False,
    kind: Kind = "",
    search: Search = "",
    to: To = None,
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """Show what handing over these products would do. It changes nothing."""
    from changehands.cli.remote import session, starting

    with session.signed_in(as_json) as client:
        choice = starting.Choice(products or [], organization, everything, kind, search)
        starting.preview(client, choice, to, as_json=as_json)


@app.command()
def start(
    products: Products = None,
    everything: All = False,
    kind: Kind = "",
    search: Search = "",
    to: To = None,
    email: Annotated[str | None, typer.Option(help="Send the link to this address.")] = None,
    bound: Bound = False,
    expires_in: Annotated[
        int | None, typer.Option(min=1, max=90, help="Days that it waits.")
    ] = None,
    organization: Organization = None,
    yes: Yes = False,
    accept_conditions: AcceptConditions = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="The preview: show what would happen, start nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Offer products, after showing what will happen and asking; tells the link to hand on."""
    from changehands.cli.remote import session, starting, telling

    with session.signed_in(as_json) as client:
        choice = starting.Choice(products or [], organization, everything, kind, search)
        if dry_run:
            return starting.preview(client, choice, to, as_json=as_json)
        way = starting.Way(to, email, bound, expires_in)
        agreed: Any = {"yes": yes, "accepts": accept_conditions, "quietly": as_json}
        started = starting.start(client, choice, way, **agreed)
        telling.transfer(started, as_json=as_json)


@app.command("list")
def list_(
    state: Annotated[State, typer.Option(help="Only those in this state.")] = "",
    direction: Annotated[
        Literal["", "in", "out"], typer.Option(help="Only those received, or handed over.")
    ] = "",
    search: Search = "",
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """List the transfers of an Organization, the newest first."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        home = session.organization_of(client, organization)
        rows = client.transfers.list(home, state=state, direction=direction, search=search)
        telling.transfers(rows, as_json=as_json)


@app.command()
def show(transfer: Id, as_json: Json = False) -> None:
    """Show a transfer with its products and, for who may send it, its link."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        found, items = client.transfers.show(transfer), client.transfers.items(transfer)
        telling.transfer(found, items, as_json=as_json)


@app.command()
def send(
    transfer: Id,
    email: Annotated[str, typer.Option(help="To whom.")],
    bound: Bound = False,
    language: MailLanguage = None,
    as_json: Json = False,
) -> None:
    """Send the link of a waiting transfer to an address."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        mailing = client.transfers.send(transfer, email, bound=bound, language=language)
        said = _("The link goes to %s.") % mailing.email
        telling.said(said, mailing.as_json(), as_json=as_json)


@app.command()
def link(
    transfer: Id,
    new: Annotated[bool, typer.Option("--new", help="Another link: the old one is dead.")] = False,
    as_json: Json = False,
) -> None:
    """Print the link of a waiting transfer."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        calls = client.transfers
        address = calls.new_link(transfer) if new else calls.link(transfer)
        if address is None:
            raise session.refused(
                _(
                    "It does not wait any more, or this token may not send it: its link is shown "
                    "to administrators of the source, with the scope transfers:write."
                ),
                code="link-not-shown",
            )
        telling.said(address, {"transfer_id": transfer, "link": address}, as_json=as_json)


@app.command()
def receive(
    link: Link,
    organization: Organization = None,
    yes: Yes = False,
    accept_conditions: AcceptConditions = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what the link offers, receive nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take over what a link offers, after showing it and asking to accept the conditions."""
    from changehands.cli.remote import receiving, session, telling

    with session.in_organization(organization, as_json) as (client, home):
        if dry_run:
            return receiving.preview(client, link, home, as_json=as_json)
        agreed: Any = {"yes": yes, "accepts": accept_conditions, "quietly": as_json}
        received = receiving.receive(client, link, home, **agreed)
        telling.transfer(received, as_json=as_json)


@app.command()
def decline(link: Link, as_json: Json = False) -> None:
    """Refuse what a link offers."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        declined = client.transfers.decline(link)
        said = _("%s is declined.") % declined.transfer_id
        telling.said(said, declined.as_json(), as_json=as_json)


@app.command()
def cancel(transfer: Id, as_json: Json = False) -> None:
    """Take a waiting offer back: the products stay where they are."""
    _act(as_json, lambda client: client.transfers.cancel(transfer))


@app.command()
def extend(
    transfer: Id,
    days: Annotated[int, typer.Option(min=1, max=90, help="How long it waits from now.")],
    as_json: Json = False,
) -> None:
    """Let a waiting transfer wait longer, or less long."""
    _act(as_json, lambda client: client.transfers.extend(transfer, days))


@app.command()
def watch(
    transfer: Id,
    every: Annotated[float, typer.Option(min=0.2, help="Seconds between two looks.")] = 2.0,
    at_most: Annotated[
        float | None, typer.Option(min=0, help="Seconds after which to stop; else until it ends.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Wait until a transfer has ended; status 0 only if it was completed."""
    from changehands.cli.remote import receiving, session, telling

    with session.signed_in(as_json) as client:
        ended = receiving.watch(client, transfer, every=every, at_most=at_most)
        telling.transfer(ended, as_json=as_json)
        if ended.state != "completed":
            raise typer.Exit(session.Exit.REFUSED)


def _act(as_json: bool, call: Any) -> None:
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        telling.transfer(call(client), as_json=as_json)
