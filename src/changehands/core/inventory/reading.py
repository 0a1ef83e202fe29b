"""From files to checked rows, one line at a time: memory stays the same whatever their size."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from changehands.core.inventory.problems import Problems, column_of, in_words
from changehands.core.inventory.rows import BY_NOUN, BY_STEM, TYPES, Row
from changehands.policy.catalogue_problems import nearest

_ANY: Final[TypeAdapter[Row]] = TypeAdapter(
    Annotated[reduce(or_, TYPES), Field(discriminator="type")]  # type: ignore[arg-type]
)
_BOM: Final = "\ufeff"


class Line(NamedTuple):
    """A row and where it stands; of a wrong row only what is right, for the checks that follow."""

    file: int
    number: int
    model: type[Row]
    values: Mapping[str, Any]


def read(paths: Sequence[Path], problems: Problems) -> Iterator[Line]:
    """Every line of the files; what is wrong by itself is added to the problems."""
    for index, path in enumerate(paths):
        reader = _READERS.get(path.suffix.lower())
        if reader is None:
            problems.unreadable(index, 0, "", "is of no known form. Name files .jsonl or .csv.")
            continue
        try:
            with path.open("rb") as stream:
                yield from reader(index, path, stream, problems)
        except OSError as error:
            says = f"cannot be read ({error.strerror}). Name a file that this user may read."
            problems.unreadable(index, 0, "", says)


def _text(file: int, stream: Iterable[bytes], problems: Problems) -> Iterator[str]:
    for number, line in enumerate(stream, start=1):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            problems.add(file, number, "", "is not UTF-8. Save the file as UTF-8.")
            text = line.decode(errors="replace")
        yield text.removeprefix(_BOM) if number == 1 else text


def _json_lines(
    file: int, path: Path, stream: Iterable[bytes], problems: Problems
) -> Iterator[Line]:
    for number, text in enumerate(_text(file, stream, problems), start=1):
        if not text.strip():
            continue
        try:
            row = _ANY.validate_json(text, strict=True)
        except ValidationError as error:
            yield from _wrong_json(file, number, text, error, problems)
        else:
            yield Line(file, number, type(row), vars(row))


def _wrong_json(
    file: int, number: int, text: str, error: ValidationError, problems: Problems
) -> Iterator[Line]:
    first = error.errors()[0]
    if first["loc"]:
        raw = json.loads(text)
        model = BY_NOUN[raw["type"]]
        yield _wrong(file, number, model, raw, error, problems)
    else:
        problems.unreadable(file, number, *_unknown(first))


def _unknown(error: ErrorDetails) -> tuple[str, str]:
    types = ", ".join(BY_NOUN)
    match error["type"]:
        case "json_invalid":
            said = re.sub(r" at line 1 column (\d+)", r" at character \1", error["ctx"]["error"])
            return "", f"is not JSON ({said}). Write one object on each line."
        case "union_tag_not_found":
            return "type", f"is missing. Write one of these: {types}."
        case "union_tag_invalid":
            tag = str(error["ctx"]["tag"])
            return (
                "type",
                f'"{tag[:80]}" is no type: {nearest(tag, BY_NOUN) or "there are " + types}',
            )
        case _:
            return "", 'is not an object. Write one on each line, such as {"type": "person", …}.'


def _csv_lines(
    file: int, path: Path, stream: Iterable[bytes], problems: Problems
) -> Iterator[Line]:
    model = BY_STEM.get(path.stem)
    if model is None:
        remedy = nearest(path.stem, BY_STEM) or "the names are " + ", ".join(BY_STEM)
        says = f'"{path.stem}" is not the name of a type: {remedy}'
        return problems.unreadable(file, 0, "", says)
    records = csv.reader(_text(file, stream, problems), strict=True)
    try:
        header = [name.strip() for name in next(records, [])]
        if _is_header(file, header, model, problems):
            yield from _records(file, records, header, model, problems)
    except csv.Error as error:
        says = f"is not CSV ({error}). Quote a cell that holds commas, quotes or line breaks."
        problems.unreadable(file, records.line_num, "", says)


def _is_header(file: int, header: list[str], model: type[Row], problems: Problems) -> bool:
    before = problems.total
    columns = model.columns()
    listed = ",".join(columns)
    if len(header) < 2:
        says = f"names no columns. Write their names, separated by commas: {listed}"
        problems.unreadable(file, 1, "", says)
        return False
    for name in dict.fromkeys(header):
        if name not in columns:
            remedy = nearest(name, columns) or f"the columns are {listed}"
            problems.unreadable(file, 1, name, f"unknown column: {remedy}")
        elif header.count(name) > 1:
            problems.unreadable(file, 1, name, "stands here more than once. Keep one.")
    for name in columns:
        if model.model_fields[name].is_required() and name not in header:
            problems.unreadable(file, 1, name, "the column is missing. Add it.")
    return problems.total == before


def _records(
    file: int, records: Any, header: list[str], model: type[Row], problems: Problems
) -> Iterator[Line]:
    number = records.line_num + 1
    for cells in records:
        raw = {name: cell for name, cell in zip(header, cells, strict=False) if cell.strip()}
        if cells and len(cells) != len(header):
            says = f"has {len(cells)} cells and the header {len(header)}. Make them equal."
            problems.unreadable(file, number, "", says)
        elif raw:
            try:
                row = model.model_validate_strings(raw, strict=True)
            except ValidationError as error:
                yield _wrong(file, number, model, raw, error, problems)
            else:
                yield Line(file, number, model, vars(row))
        number = records.line_num + 1  # a record may span lines: it is named by its first


def _wrong(
    file: int,
    number: int,
    model: type[Row],
    raw: Mapping[str, Any],
    error: ValidationError,
    problems: Problems,
) -> Line:
    wrong = set()
    for detail in error.errors():
        column = column_of(detail, model)
        wrong.add(column)
        problems.add(file, number, column, in_words(detail, column, model))
    right = {
        name: value.strip()
        for name, value in raw.items()
        if name in model.named() and name not in wrong and isinstance(value, str)
    }
    return Line(file, number, model, right)


_READERS: Final = {".jsonl": _json_lines, ".csv": _csv_lines}
