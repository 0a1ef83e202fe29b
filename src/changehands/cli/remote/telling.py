"""How transfers are told: to people as facts and tables, to programs as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import typer

from changehands.cli.remote import showing
from changehands.client.shapes import Item, Transfer

COLUMNS: Final[dict[str, Any]] = {
    "transfer": lambda row: row.id,
    "state": lambda row: row.state,
    "products": lambda row: f"{row.title} +{row.products - 1}" if row.products > 1 else row.title,
    "from": lambda row: row.source.name,
    "to": lambda row: row.destination.name if row.destination else None,
    "started": lambda row: row.started_at,
    "by": lambda row: row.started_by,
}
ITEMS: Final[dict[str, Any]] = {
    "product": lambda row: row.product_id,
    "name": lambda row: row.name,
    "kind": lambda row: row.kind,
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
        told = [item.as_json() for item in showing.collected(items, "Reading")] if items else None
        return showing.show_json(row.as_json() | ({"items": told} if told is not None else {}))
    showing.show_facts(_facts(row))
    if items is not None:
        showing.show_rows(items, ITEMS, as_json=False)


def _facts(row: Transfer) -> dict[str, Any]:
    return {
        "transfer": row.id,
        "state": row.state,
        "products": f"{row.products:,}, the first one {row.title}",
        "from": row.source.name,
        "to": row.destination.name if row.destination else None,
        "started": f"{showing.text(row.started_at)} by {row.started_by}",
        "expires": row.expires_at if row.state == "waiting" else None,
        "ended": row.ended_at,
        "received by": row.received_by,
        "only for": row.bound_email,
        "link": getattr(row, "link", None),
    }
