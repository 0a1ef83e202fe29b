"""Answers for people and for programs: tables, or the API's own objects as JSON."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from changehands.cli.language import _, noop
from changehands.client.shapes import Shape

Row = TypeVar("Row", bound=Shape)
Counting = Callable[[int], None]


def show_json(content: Any) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def show_rows(
    rows: Iterable[Row],
    columns: Mapping[str, Callable[[Row], Any]],
    *,
    as_json: bool,
    total: int | None = None,
) -> None:
    """A list: as a table, or as a JSON array of the API's objects."""
    found = collected(rows, noop("Reading"), total)
    if as_json:
        return show_json([row.as_json() for row in found])
    table = Table(*map(_, columns))
    table.columns[0].no_wrap = True  # an id that is to be copied
    for row in found:
        table.add_row(*(escape(text(take(row))) for take in columns.values()))
    console().print(table)


def show_facts(facts: Mapping[str, Any]) -> None:
    """One thing: its names and values, those that are there."""
    told = {_(name): value for name, value in facts.items() if value not in (None, "", [])}
    width = max(map(len, told))
    for name, value in told.items():
        typer.echo(f"{name:{width}}  {text(value)}")  # never folded: a link must be copied whole


def text(value: Any) -> str:
    """A value as people read it."""
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone().strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case list():
            return ", ".join(str(one) for one in value)
        case _other:
            return str(value)


def collected(rows: Iterable[Row], doing: str, total: int | None = None) -> Sequence[Row]:
    """All rows, with a bar on the terminal while they come; it fills where the total is known."""
    found: list[Row] = []
    with counting(doing, total) as tell:
        for row in rows:
            found.append(row)
            tell(len(found))
    return found


@contextmanager
def counting(doing: str, total: int | None = None) -> Iterator[Counting]:
    """What to call with how many there are; it disappears, and shows on a terminal alone."""
    shown = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=shown, transient=True, disable=not shown.is_terminal
    ) as progress:
        task = progress.add_task(_(doing), total=total, count="")

        def tell(count: int) -> None:
            said = f"{count:,} / {total:,}" if total else f"{count:,}"
            progress.update(task, completed=count, count=said)

        yield tell


def console() -> Console:
    """Standard output; wide where it is no terminal, so that nothing is cut."""
    found = Console()
    return found if found.is_terminal else Console(width=400)
