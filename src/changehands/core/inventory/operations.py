"""The verb of an import: read, check, load, all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from changehands.core.activity import record
from changehands.core.inventory import loading, staging
from changehands.core.inventory.checks import check
from changehands.core.inventory.problems import ImportFailed, Problems
from changehands.core.inventory.reading import Line, read
from changehands.core.inventory.rows import TYPES, Row
from changehands.core.operation import sweep

MANY: Final = 1_000  # new rows after which the database's old counts would mislead it


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the rows of one type."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the rows, by type: organization, person, membership …"""

    counts: dict[str, Count]

    @property
    def new(self) -> int:
        """How many rows of all types were new."""
        return sum(count.new for count in self.counts.values())

    @property
    def changed_anything(self) -> bool:
        """Whether the database is another than before."""
        return any(count.new or count.changed for count in self.counts.values())


def import_files(paths: Iterable[Path | str], *, at: datetime) -> Report:
    """Load JSON Lines and CSV files, or raise ImportFailed with every problem and load nothing.

    The same files a second time change nothing: rows are known by the source's own ids.
    """
    files = [Path(path) for path in paths]
    names = [str(path) for path in files]
    return _import(lambda problems: read(files, problems), names, at=at)


def import_rows(rows: Iterable[Row], *, at: datetime) -> Report:
    """Load rows that a program makes, under the same rules; a problem names a row by its number."""

    def lines(problems: Problems) -> Iterator[Line]:
        for number, row in enumerate(rows, start=1):
            yield Line(0, number, type(row), vars(row))

    return _import(lines, ["rows"], at=at)


@sweep
def _import(
    lines: Callable[[Problems], Iterable[Line]], names: Sequence[str], *, at: datetime
) -> Report:
    problems = Problems()
    staging.stage(lines(problems))
    staging.resolve()
    if not problems.blind:
        check(problems, names, at=at)
    if problems.total:
        raise ImportFailed(problems, names)
    loading.load(at=at)
    record("inventory.imported", actor=None, at=at, sides=loading.touched())
    report = Report({model.noun(): Count(*loading.counts(model.noun())) for model in TYPES})
    if report.new > MANY:
        loading.analyze()
    staging.clear()
    return report
