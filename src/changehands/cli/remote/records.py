"""`changehands invoices` and `changehands events`: what is read only."""

from datetime import datetime
from typing import Annotated, Any, Literal

import typer

from changehands.cli.language import noop
from changehands.cli.remote.options import Json, Organization, Search

Product = Annotated[str, typer.Option("--product", help="Only of this product (prd_…).")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day, included.")]


def invoices(
    product: Product = "",
    state: Annotated[
        Literal["open", "paid"] | None, typer.Option(help="Only those in this state.")
    ] = None,
    search: Search = "",
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """List the invoices of an Organization, the newest first; they stay when a product goes."""
    from changehands.cli.remote import session, showing

    columns: dict[str, Any] = {
        noop("invoice"): lambda row: row.id,
        noop("number"): lambda row: row.number,
        noop("issued"): lambda row: row.issued_on,
        noop("product"): lambda row: row.product_name,
        noop("sum"): lambda row: row.sum,
        noop("state"): lambda row: row.state,
    }
    with session.in_organization(organization, as_json) as (client, home):
        rows = client.invoices.list(home, product=product, state=state or "", search=search)
        showing.show_rows(rows, columns, as_json=as_json)


def events(
    verb: Annotated[str, typer.Option(help="As transfer.completed, or transfer for all.")] = "",
    person: Annotated[str, typer.Option(help="Only by or about this person (usr_…).")] = "",
    product: Product = "",
    since: Day = None,
    until: Day = None,
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """List what happened in an Organization, the newest first."""
    from changehands.cli.remote import session, showing

    columns: dict[str, Any] = {
        noop("event"): lambda row: row.id,
        noop("time"): lambda row: row.at,
        noop("what"): lambda row: row.verb,
        noop("by"): lambda row: row.actor.name if row.actor else None,
        noop("of"): lambda row: row.subject_id,
    }
    with session.in_organization(organization, as_json) as (client, home):
        rows = client.events.list(
            home,
            verb=verb,
            person=person,
            product=product,
            since=since.date() if since else None,
            until=until.date() if until else None,
        )
        showing.show_rows(rows, columns, as_json=as_json)
