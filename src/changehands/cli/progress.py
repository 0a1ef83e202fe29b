"""A bar for what takes long; nothing where standard error is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from changehands.core.inventory import Listener, Step


@contextmanager
def shown() -> Iterator[Listener]:
    """What to call with each step; the bar disappears in the end."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None, rows="")

        def tell(step: Step) -> None:
            rows = f"{step.rows:,} rows" if step.rows else ""
            bar.update(
                task, description=step.phase, completed=step.done, total=step.total, rows=rows
            )

        yield tell
