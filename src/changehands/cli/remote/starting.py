"""`transfers preview` and `transfers start`: choose, read what will happen, accept, offer."""

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from changehands.cli.remote import consequences, showing
from changehands.cli.remote.deciding import accepted_conditions, require_yes
from changehands.cli.remote.session import Exit, organization_of, refused
from changehands.client import Client
from changehands.client.shapes import Preview, StartedTransfer


@dataclass(frozen=True, slots=True)
class Choice:
    """Which products of which Organization: those named, or all that match."""

    products: Sequence[str]
    organization: str | None
    everything: bool = False
    kind: str = ""
    search: str = ""

    def __post_init__(self) -> None:
        filters = self.kind or self.search
        if bool(self.products) == self.everything or (filters and not self.everything):
            raise refused(
                "Name products, or say --all (with --kind or --search if you like).", Exit.WRONG_USE
            )


@dataclass(frozen=True, slots=True)
class Way:
    """How the transfer goes on: nothing yet, a mail, or an Organization of one's own."""

    destination: str | None = None
    email: str | None = None
    bound: bool = False
    expires_in: int | None = None


def chosen(client: Client, choice: Choice) -> tuple[str, list[str]]:
    """The Organization and the ids of the products."""
    organization = organization_of(client, choice.organization)
    if not choice.everything:
        return organization, [*choice.products]
    rows = client.products.list(
        organization, kind=choice.kind, search=choice.search, transferable=True
    )
    found = [row.id for row in showing.collected(rows, "Choosing products")]
    if not found:
        raise refused("No product that can be handed over matches.", Exit.NOT_FOUND)
    return organization, found


def preview(client: Client, choice: Choice, destination: str | None, *, as_json: bool) -> None:
    """Show what would happen; status 1 where something stands in the way."""
    organization, products = chosen(client, choice)
    found = client.transfers.preview(organization, products, destination=destination)
    if as_json:
        showing.show_json(found.as_json())
    else:
        consequences.tell(found)
    if found.blockers:
        raise typer.Exit(Exit.REFUSED)


def start(client: Client, choice: Choice, way: Way, *, yes: bool, accepts: bool) -> StartedTransfer:
    """Show what will happen, ask, and offer the products."""
    organization, products = chosen(client, choice)
    with showing.counting("Reading the consequences"):
        read = client.transfers.preview(organization, products, destination=way.destination)
    _require_agreement(read, yes=yes)
    conditions = accepted_conditions(client, asks=not (yes or accepts))
    with showing.counting(f"Starting with {len(products):,} products"):
        return client.transfers.start(
            organization,
            products,
            conditions=conditions,
            digest=read.digest,
            email=way.email,
            bound=way.bound,
            destination=way.destination,
            expires_in=way.expires_in,
        )


def _require_agreement(read: Preview, *, yes: bool) -> None:
    consequences.tell(read)
    if read.blockers:
        raise refused("Nothing was started: leave those products out.")
    if read.has_warnings and not yes:
        require_yes("Start the transfer with these consequences?")
