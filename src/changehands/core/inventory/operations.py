"""The verb of an import: read, check, load, all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from changehands.core.activity import record
from changehands.core.inventory import loading, staging
from changehands.core.inventory.changes import Change, changes
from changehands.core.inventory.checks import check
from changehands.core.inventory.lines import Line
from changehands.core.inventory.mapping import Listing, MapFailed
from changehands.core.inventory.problems import ImportFailed, Problems
from changehands.core.inventory.progress import Listener, nobody
from changehands.core.inventory.reading import Source, read
from changehands.core.inventory.rows import TYPES, Row
from changehands.core.operation import sweep
from changehands.models import User


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the rows of one type."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the rows, by type: organization, person, membership …

    A dry run also names the first rows of each type that would be new or changed.
    """

    counts: dict[str, Count]
    first: dict[str, list[Change]] = field(default_factory=dict)

    @property
    def new(self) -> int:
        """How many rows of all types were new."""
        return sum(count.new for count in self.counts.values())

    @property
    def changed_anything(self) -> bool:
        """Whether the database is another than before."""
        return any(count.new or count.changed for count in self.counts.values())


class _OnlyTried(Exception):
    """Leaves the transaction of a dry run, so that it is rolled back."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def import_files(
    paths: Iterable[Path | str],
    *,
    at: datetime,
    listings: Sequence[Listing] = (),
    dry_run: bool = False,
    tell: Listener = nobody,
) -> Report:
    """Load JSON Lines and CSV files, or raise ImportFailed with every problem and load nothing.

    The same files a second time change nothing: rows are known by the source's own ids. `listings`
    say how CSV files of other systems are read. A dry run does everything and keeps nothing.
    """
    sources = _sources([Path(path) for path in paths], listings)
    names = [str(source.path) for source in sources]

    def lines(problems: Problems) -> Iterator[Line]:
        return read(sources, problems, tell)

    try:
        return _import(lines, names, at=at, tell=tell, dry_run=dry_run)
    except _OnlyTried as tried:
        return tried.report


def import_rows(rows: Iterable[Row], *, at: datetime) -> Report:
    """Load rows that a program makes, under the same rules; a problem names a row by its number."""

    def lines(problems: Problems) -> Iterator[Line]:
        for number, row in enumerate(rows, start=1):
            yield Line(0, number, type(row), vars(row))

    return _import(lines, ["rows"], at=at)


def write(
    lines: Callable[[Problems], Iterable[Line]],
    names: Sequence[str],
    *,
    at: datetime,
    actor: User | None = None,
    keep: Sequence[staging.Kept] = (),
    tell: Listener = nobody,
    dry_run: bool = False,
) -> Report:
    """Check the lines and write them, inside a verb. Raises ImportFailed with every problem.

    `keep` names what the lines leave out: there the rows that exist stay as they are.
    """
    problems = Problems()
    staging.stage(lines(problems))
    staging.resolve(keep)
    if not problems.blind:
        check(problems, names, at=at, tell=tell)
    if problems.total:
        raise ImportFailed(problems, names)
    loading.load(at=at, tell=tell)
    if dry_run:
        raise _OnlyTried(_report(first={model.noun(): changes(model.noun()) for model in TYPES}))
    for sides in loading.touched():
        record("inventory.imported", actor=actor, at=at, sides=sides)
    report = _report()
    staging.clear()
    return report


def _sources(paths: Sequence[Path], listings: Sequence[Listing]) -> list[Source]:
    found = []
    for path in paths:
        named = [listing for listing in listings if listing.file == path.name]
        if not named and path.suffix.lower() == ".csv":
            named = [listing for listing in listings if not listing.file]
        found += [Source(path, listing) for listing in named] or [Source(path)]
    for listing in listings:
        if all(source.listing is not listing for source in found):
            whose = f'of a file "{listing.file}"' if listing.file else "of CSV files"
            raise MapFailed(f"A map is {whose}, and none is imported. Name it too.")
    return found


_import: Final = sweep(write)


def _report(first: dict[str, list[Change]] | None = None) -> Report:
    counts = {model.noun(): Count(*loading.counts(model.noun())) for model in TYPES}
    return Report(counts, first or {})
