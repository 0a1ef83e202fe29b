"""CSV files: our own, named after their type, and listings of other systems, read by a map."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from changehands.core.inventory.lines import File, Line
from changehands.core.inventory.mapping import Listing, Said
from changehands.core.inventory.rows import BY_STEM, Row
from changehands.policy.catalogue_problems import nearest

Cells = Mapping[str, str]
Take = Callable[[Cells], tuple[dict[str, str], list[Said]]]

_SEPARATORS: Final = ",;\t|"


def read_sheet(file: File, path: Path, stream: Iterable[bytes]) -> Iterator[Line]:
    """The rows of a file whose name is that of a type, and whose columns have our names."""
    model = BY_STEM.get(path.stem)
    if model is None:
        remedy = nearest(path.stem, BY_STEM) or "the names are " + ", ".join(BY_STEM)
        return file.unreadable(0, "", f'"{path.stem}" is not the name of a type: {remedy}')
    records = csv.reader(file.text(stream), strict=True)
    with _complaining(file, records):
        header = _stripped(next(records, []))
        if _is_ours(file, header, model):
            yield from _rows(file, records, header, model, _as_it_is)


def read_listing(
    listing: Listing, file: File, path: Path, stream: Iterable[bytes]
) -> Iterator[Line]:
    """The rows of another system's file; its separator is the one that finds most headers."""
    file.problems.rename(file.index, listing.columns)
    lines = file.text(stream)
    first = next(lines, "")
    wanted = set(listing.columns.values())
    separator = max(_SEPARATORS, key=lambda sign: len(wanted & _split(first, sign)))
    records = csv.reader(chain([first], lines), delimiter=separator, strict=True)
    with _complaining(file, records):
        header = _stripped(next(records, []))
        if _has_all(file, header, listing):
            yield from _rows(file, records, header, listing.model, listing.values_of)


@contextmanager
def _complaining(file: File, records: Any) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        says = f"is not CSV ({error}). Quote a cell that holds commas, quotes or line breaks."
        file.unreadable(records.line_num, "", says)


def _stripped(cells: Iterable[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _split(line: str, separator: str) -> set[str]:
    return set(_stripped(next(csv.reader([line], delimiter=separator), [])))


def _is_ours(file: File, header: list[str], model: type[Row]) -> bool:
    before = file.problems.total
    columns = model.columns()
    listed = ",".join(columns)
    if len(header) < 2:
        says = f"names no columns. Write their names, separated by commas: {listed}"
        file.unreadable(1, "", says)
        return False
    for name in dict.fromkeys(header):
        if name not in columns:
            remedy = nearest(name, columns) or f"the columns are {listed}"
            file.unreadable(1, name, f"unknown column: {remedy}")
        elif header.count(name) > 1:
            file.unreadable(1, name, "stands here more than once. Keep one.")
    for name in columns:
        if model.model_fields[name].is_required() and name not in header:
            file.unreadable(1, name, "the column is missing. Add it.")
    return file.problems.total == before


def _has_all(file: File, header: list[str], listing: Listing) -> bool:
    before = file.problems.total
    for name, wanted in listing.columns.items():
        if header.count(wanted) > 1:
            file.unreadable(1, name, "stands here more than once. Rename one.")
        elif wanted not in header:
            remedy = nearest(wanted, header) or f"the headers are {', '.join(header)}."
            file.unreadable(1, name, f"there is no such header: {remedy}")
    return file.problems.total == before


def _as_it_is(cells: Cells) -> tuple[dict[str, str], list[Said]]:
    return {name: cell for name, cell in cells.items() if cell.strip()}, []


def _rows(
    file: File, records: Any, header: list[str], model: type[Row], take: Take
) -> Iterator[Line]:
    number = records.line_num + 1
    for cells in records:
        if cells and len(cells) != len(header):
            says = f"has {len(cells)} cells and the header {len(header)}. Make them equal."
            file.unreadable(number, "", says)
        elif any(cell.strip() for cell in cells):
            raw, said = take(dict(zip(header, cells, strict=True)))
            yield _row(file, number, model, raw, said)
        number = records.line_num + 1  # a record may span lines: it is named by its first


def _row(file: File, number: int, model: type[Row], raw: dict[str, str], said: list[Said]) -> Line:
    if said:
        return file.partly(number, model, raw, said)
    try:
        return file.row(number, model.model_validate_strings(raw, strict=True))
    except ValidationError as error:
        return file.wrong(number, model, raw, error)
