"""From files to checked rows, one line at a time: memory stays the same whatever their size."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial, reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from changehands.core.inventory.lines import File, Line
from changehands.core.inventory.mapping import Listing
from changehands.core.inventory.problems import Problems
from changehands.core.inventory.progress import Listener, Reading, nobody
from changehands.core.inventory.rows import BY_NOUN, TYPES, Row
from changehands.core.inventory.sheets import read_listing, read_sheet
from changehands.policy.catalogue_problems import nearest

Reader = Callable[[File, Path, Iterable[bytes]], Iterator[Line]]

_ANY: Final[TypeAdapter[Row]] = TypeAdapter(
    Annotated[reduce(or_, TYPES), Field(discriminator="type")]  # type: ignore[arg-type]
)


class Source(NamedTuple):
    """A file, and how it is read where it is a listing of another system."""

    path: Path
    listing: Listing | None = None

    @property
    def reader(self) -> Reader | None:
        """What reads it, if anything can."""
        if self.listing:
            return partial(read_listing, self.listing)
        return _READERS.get(self.path.suffix.lower())


def read(sources: Sequence[Source], problems: Problems, tell: Listener = nobody) -> Iterator[Line]:
    """Every line of the files; what is wrong by itself is added to the problems."""
    reading = Reading(sum(_size(source.path) for source in sources), tell)
    for index, source in enumerate(sources):
        file, reader = File(index, problems), source.reader
        if reader is None:
            file.unreadable(0, "", "is of no known form. Name files .jsonl or .csv.")
            continue
        try:
            with source.path.open("rb") as stream:
                yield from reader(file, source.path, reading.counted(stream))
        except OSError as error:
            says = f"cannot be read ({error.strerror}). Name a file that this user may read."
            file.unreadable(0, "", says)
    reading.say()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _json_lines(file: File, path: Path, stream: Iterable[bytes]) -> Iterator[Line]:
    for number, text in enumerate(file.text(stream), start=1):
        if not text.strip():
            continue
        try:
            yield file.row(number, _ANY.validate_json(text, strict=True))
        except ValidationError as error:
            yield from _wrong_json(file, number, text, error)


def _wrong_json(file: File, number: int, text: str, error: ValidationError) -> Iterator[Line]:
    first = error.errors()[0]
    if first["loc"]:
        raw = json.loads(text)
        yield file.wrong(number, BY_NOUN[raw["type"]], raw, error)
    else:
        file.unreadable(number, *_unknown(first))


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


_READERS: Final[dict[str, Reader]] = {".jsonl": _json_lines, ".csv": read_sheet}
