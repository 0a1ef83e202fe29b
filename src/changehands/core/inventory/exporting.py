"""The inventory as files that an import takes: every row by the source's id, or by its TypeID."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.db import connection

from changehands.core.inventory.exported import ROWS
from changehands.core.inventory.progress import Listener, Step, nobody
from changehands.core.inventory.rows import TYPES, Row
from changehands.core.operation import sweep

_OFTEN: Final = 10_000  # rows


@sweep
def export(target: Path, *, tell: Listener = nobody) -> Mapping[str, int]:
    """Write every row into one file (`*.jsonl`) or into a folder, one file a type.

    All of it is as of one instant. Files that were there are replaced once the new ones are whole.
    Returns how many rows of each type there are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    with ExitStack() as files:
        if target.suffix == ".jsonl":
            one = files.enter_context(_replaced(target))
            streams = dict.fromkeys(TYPES, one)
        else:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
            streams = {
                model: files.enter_context(_replaced(target / f"{model.stem}.jsonl"))
                for model in TYPES
            }
        return _write(streams, tell)


def _write(streams: Mapping[type[Row], BinaryIO], tell: Listener) -> Mapping[str, int]:
    counts = {model.noun(): 0 for model in TYPES}
    written = 0
    for index, (model, stream) in enumerate(streams.items()):
        for line in _lines(model.noun()):
            if written % _OFTEN == 0:
                tell(Step("writing", index, len(streams), written))
            stream.write(line.encode() + b"\n")
            counts[model.noun()] += 1
            written += 1
    tell(Step("writing", len(streams), len(streams), written))
    return counts


def _lines(noun: str) -> Iterator[str]:
    rows = ROWS[noun]
    # by bytes, so that the order is the same in every database
    keys = ", ".join(f'row.{name} COLLATE "C" NULLS FIRST' for name in rows.keys)
    columns = ", ".join(f"{value} AS {name}" for name, value in rows.columns.items())
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY (SELECT json_strip_nulls(row_to_json(row)) FROM ("
            f"SELECT '{noun}' AS type, {columns} FROM {rows.tables}) row ORDER BY {keys}) TO STDOUT"
        ) as copy,
    ):
        for (line,) in copy.rows():
            yield line


@contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    """A file for the owner's eyes alone, which takes the place of the old one when it is whole."""
    draft = path.with_name(f"{path.name}.part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb", buffering=1 << 20) as stream:
            yield stream
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
