"""`transfers preview` and `transfers start`: choose, read what will happen, accept, offer."""

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from changehands.cli.language import _, ngettext, noop
from changehands.cli.remote import consequences, showing
from changehands.cli.remote.deciding import accepted_conditions, require_yes
from changehands.cli.remote.session import Exit, organization_of, refused
from changehands.client import Client, Conflict
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
                _("Name products, or say --all (with --kind or --search if you like)."),
                Exit.WRONG_USE,
                "choice-unclear",
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
    found = [row.id for row in showing.collected(rows, noop("Choosing products"))]
    if not found:
        raise refused(
            _("No product that can be handed over matches. See: changehands products list"),
            Exit.NOT_FOUND,
            "no-product-matches",
        )
    return organization, found


def preview(client: Client, choice: Choice, destination: str | None, *, as_json: bool) -> None:
    """Show what would happen; status 1 where something stands in the way."""
    organization, products = chosen(client, choice)
    with showing.counting(noop("Reading the consequences")):
        found = client.transfers.preview(organization, products, destination=destination)
    if as_json:
        showing.show_json(found.as_json())
    else:
        consequences.tell(found)
    if found.blockers:
        raise typer.Exit(Exit.REFUSED)


def start(
    client: Client, choice: Choice, way: Way, *, yes: bool, accepts: bool, quietly: bool = False
) -> StartedTransfer:
    """Show what will happen, ask, and offer the products; ask again where it changed meanwhile.

    `quietly` shows nothing where nothing is asked.
    """
    organization, products = chosen(client, choice)
    with showing.counting(noop("Reading the consequences")):
        read = client.transfers.preview(organization, products, destination=way.destination)
    conditions = ""
    while True:
        _require_agreement(read, yes=yes, quietly=quietly and yes)
        conditions = conditions or accepted_conditions(client, asks=not (yes or accepts))
        try:
            return _begin(client, organization, products, way, read.digest, conditions)
        except Conflict as changed:
            if yes or "preview" not in changed.params:
                raise
            typer.echo(changed.detail, err=True)
            read = Preview.model_validate(changed.params["preview"])


def _begin(
    client: Client,
    organization: str,
    products: Sequence[str],
    way: Way,
    digest: str,
    conditions: str,
) -> StartedTransfer:
    doing = ngettext(
        "Starting with %(count)s product", "Starting with %(count)s products", len(products)
    )
    with showing.counting(doing % {"count": f"{len(products):,}"}):
        return client.transfers.start(
            organization,
            products,
            conditions=conditions,
            digest=digest,
            email=way.email,
            bound=way.bound,
            destination=way.destination,
            expires_in=way.expires_in,
        )


def _require_agreement(read: Preview, *, yes: bool, quietly: bool) -> None:
    if not quietly:
        consequences.tell(read)
    if read.blockers:
        sentence = _("Nothing was started: leave out the products that cannot go.")
        raise refused(sentence, code="products-blocked")
    if read.has_warnings and not yes:
        require_yes(_("Start the transfer with these consequences?"))
