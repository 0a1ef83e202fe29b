"""`changehands import` and `export`: paths go to the core, what came of it to the terminal."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from changehands.cli.progress import shown
from changehands.core import inventory
from changehands.core.inventory import Change, Report
from changehands.kernel.clock import now
from changehands.kernel.errors import Conflict, Invalid


def load(
    files: Sequence[Path],
    *,
    noun: str | None = None,
    options: Sequence[str] = (),
    map_file: Path | None = None,
    dry_run: bool = False,
) -> bool:
    """Load the files and show what became of them; False when they were refused."""
    try:
        listings = inventory.from_file(map_file) if map_file else []
        if noun or options:
            listings.append(inventory.from_options(noun, options))
        with shown() as tell:
            report = inventory.import_files(
                files, at=now(), listings=listings, dry_run=dry_run, tell=tell
            )
    except (Invalid, Conflict) as failed:
        typer.echo(str(failed), err=True)
        return False
    Console().print(_table(report))
    if dry_run:
        _say_what_would_change(report)
    return True


def save(target: Path) -> bool:
    """Export everything, and say how many rows of each type there are; False when it cannot."""
    try:
        with shown() as tell:
            counts = inventory.export(target, tell=tell)
    except OSError as error:
        where = error.filename or target
        typer.echo(f"{where} cannot be written ({error.strerror}). Name another place.", err=True)
        return False
    table = Table("type", "rows")
    table.columns[1].justify = "right"
    for name, count in counts.items():
        table.add_row(name, str(count))
    Console().print(table)
    return True


def _table(report: Report) -> Table:
    table = Table("type", "new", "changed", "unchanged")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, count in report.counts.items():
        table.add_row(name, str(count.new), str(count.changed), str(count.unchanged))
    return table


def _say_what_would_change(report: Report) -> None:
    for noun, changes in report.first.items():
        count = report.counts[noun]
        for word, number, is_new in (("new", count.new, True), ("changed", count.changed, False)):
            if number:
                typer.echo(f"{noun}, {word}: {_named(changes, is_new, number)}")
    typer.echo("This was a dry run: nothing was imported.")


def _named(changes: Sequence[Change], is_new: bool, number: int) -> str:
    names = [change.name for change in changes if change.is_new is is_new]
    more = [f"and {number - len(names)} more"] if number > len(names) else []
    return ", ".join([*names, *more])
