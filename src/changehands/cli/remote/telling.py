"""How transfers are told: to people as facts and tables, to programs as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import typer

from changehands.cli.language import _, ngettext, noop
from changehands.cli.remote import showing
from changehands.client.shapes import Item, Transfer

COLUMNS: Final[dict[str, Any]] = {
    noop("transfer"): lambda row: row.id,
    noop("state"): lambda row: row.state,
    noop("products"): lambda row: (
        f"{row.title} +{row.products - 1}" if row.products > 1 else row.title
    ),
    noop("from"): lambda row: row.source.name,
    noop("to"): lambda row: row.destination.name if row.destination else None,
    noop("started"): lambda row: row.started_at,
    noop("by"): lambda row: row.started_by,
}
ITEMS: Final[dict[str, Any]] = {
    noop("product"): lambda row: row.product_id,
    noop("name"): lambda row: row.name,
    noop("kind"): lambda row: row.kind,
}


def said(sentence: str, content: dict[str, Any], *, as_json: bool) -> None:
    """One line for people, one object for programs."""
    if as_json:
        return showing.show_json(content)
    typer.echo(sentence)


def transfers(rows: Iterable[Transfer], *, as_json: bool) -> None:
    """A list of transfers."""
    showing.show_rows(rows, COLUMNS, as_json=as_json)


def transfer(row: Transfer, items: Iterator[Item] | None = None, *, as_json: bool) -> None:
    """One transfer, with its products where they are given."""
    if as_json:
        found = showing.collected(items, "Reading", row.products) if items else None
        told = {"items": [item.as_json() for item in found]} if found is not None else {}
        return showing.show_json(row.as_json() | told)
    showing.show_facts(_facts(row))
    if items is not None:
        showing.show_rows(items, ITEMS, as_json=False, total=row.products)


def _facts(row: Transfer) -> dict[str, Any]:
    return {
        noop("transfer"): row.id,
        noop("state"): row.state,
        noop("products"): ngettext(
            "%(count)s, named %(first)s", "%(count)s, the first one %(first)s", row.products
        )
        % {"count": f"{row.products:,}", "first": row.title},
        noop("from"): row.source.name,
        noop("to"): row.destination.name if row.destination else None,
        noop("started"): _("%(when)s by %(person)s")
        % {"when": showing.text(row.started_at), "person": row.started_by},
        noop("expires"): row.expires_at if row.state == "waiting" else None,
        noop("ended"): row.ended_at,
        noop("received by"): row.received_by,
        noop("only for"): row.bound_email,
        noop("link"): getattr(row, "link", None),
    }
