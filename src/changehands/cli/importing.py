"""`changehands import`: the files go to the core, its report or its problems to the terminal."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from changehands.core.inventory import ImportFailed, Report, import_files
from changehands.kernel.clock import now


def load(files: Sequence[Path]) -> bool:
    """Load the files and show what became of them; False when they were refused."""
    try:
        report = import_files(files, at=now())
    except ImportFailed as failed:
        typer.echo(str(failed), err=True)
        return False
    Console().print(_table(report))
    return True


def _table(report: Report) -> Table:
    table = Table("type", "new", "changed", "unchanged")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, count in report.counts.items():
        table.add_row(name, str(count.new), str(count.changed), str(count.unchanged))
    return table
