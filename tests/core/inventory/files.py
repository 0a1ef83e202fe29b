"""Files for imports: a small whole inventory, and ways to write it."""

import csv
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

WHOLE: list[dict[str, Any]] = [
    {"type": "organization", "id": "o1", "name": "Müller Söhne AG", "country": "DE"},
    {"type": "organization", "id": "o2", "name": "Fonderie Vidal", "currency": "EUR"},
    {"type": "person", "id": "p1", "email": "Ana@People.Example", "name": "Ana", "locale": "fr"},
    {"type": "person", "id": "p2", "email": "ben@people.example", "name": "Ben"},
    {"type": "membership", "organization": "o1", "person": "p1", "role": "owner"},
    {"type": "membership", "organization": "o1", "person": "p2", "role": "member"},
    {"type": "membership", "organization": "o2", "person": "p1", "role": "owner"},
    {"type": "team", "id": "t1", "organization": "o1", "name": "Web"},
    {"type": "team_member", "team": "t1", "person": "p2"},
    {
        "type": "product",
        "id": "d1",
        "kind": "domain",
        "name": "mueller.example",
        "holder": "o1",
        "expires_on": "2027-05-31",
        "price": 1500,
        "facts": ["trial"],
        "held_since": "2020-02-29",
    },
    {"type": "product", "id": "h1", "kind": "web-hosting", "name": "Hosting", "holder": "o1"},
    {"type": "product", "id": "w1", "kind": "wordpress", "name": "Blog", "holder": "o1"}
    | {"part_of": "h1"},
    {"type": "serving", "product": "d1", "serves": "h1"},
    {"type": "grant", "product": "h1", "person": "p2", "role": "developer", "manages": True},
    {"type": "grant", "product": "h1", "team": "t1", "role": "technician"},
    {
        "type": "invoice",
        "id": "i1",
        "organization": "o1",
        "product": "d1",
        "number": "2026-1",
        "amount": 1500,
        "issued_on": "2026-05-31",
        "period_start": "2026-06-01",
        "period_end": "2027-05-31",
        "state": "paid",
    },
]

STEMS = {
    "organization": "organizations",
    "person": "people",
    "membership": "memberships",
    "team": "teams",
    "team_member": "team_members",
    "product": "products",
    "serving": "servings",
    "grant": "grants",
    "invoice": "invoices",
}


def jsonl(folder: Path, *rows: dict[str, Any] | str, name: str = "all.jsonl") -> Path:
    """A file with these rows; text stands in it as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def tables(folder: Path) -> list[Path]:
    """The whole inventory as CSV files, one a type."""
    paths = []
    for noun, stem in STEMS.items():
        rows = [row for row in WHOLE if row["type"] == noun]
        columns = [
            key for key in dict.fromkeys(key for row in rows for key in row) if key != "type"
        ]
        path = folder / f"{stem}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
        paths.append(path)
    return paths


def changed(index: int, **values: Any) -> list[dict[str, Any]]:
    """The whole inventory with other values in one row; None leaves a column out."""
    row = {key: value for key, value in {**WHOLE[index], **values}.items() if value is not None}
    return [*WHOLE[:index], row, *WHOLE[index + 1 :]]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, list) else value


def meanwhile(call: Callable[[], object]) -> None:
    """Do something on another connection, and wait for it."""

    def run() -> None:
        try:
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()
