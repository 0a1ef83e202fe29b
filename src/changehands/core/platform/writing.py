"""Creating and changing: the rows of an import, sent by a program, one type a batch."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from changehands.core.inventory import Count, ImportFailed
from changehands.core.inventory.lines import File, Line
from changehands.core.inventory.operations import write
from changehands.core.inventory.problems import Problem, Problems
from changehands.core.inventory.rows import BY_NOUN
from changehands.core.inventory.staging import Kept
from changehands.core.operation import sweep
from changehands.core.platform.operators import require_operator
from changehands.core.platform.problems import RowProblem, RowsRefused
from changehands.models import User

Raw = Mapping[str, Any]

# what stays as it is in a row that exists, if it is left out
STAYING: Final = {
    "organization": ("slug", "kind", "country", "currency"),
    "product": ("expires_on", "price", "currency", "facts", "part_of"),
    "invoice": ("product", "currency", "period_start", "period_end", "state"),
}
# where the lines come from: the rows themselves, and the owners that rows of Organizations name
_ROWS: Final = 0
_OWNERS: Final = 1
OWNER: Final = "owner"


@sweep
def bring_in(*, actor: User, noun: str, rows: Sequence[Raw], at: datetime) -> Count:
    """Create and change the rows of one type, known by the source's ids; the same again is nothing.

    What a row leaves out stays as it is. Raises RowsRefused with every problem.
    """
    require_operator(actor)

    def lines(problems: Problems) -> Iterator[Line]:
        return _lines(noun, rows, problems)

    try:
        report = write(lines, ["rows", "rows"], at=at, actor=actor, keep=_kept(noun, rows))
    except ImportFailed as failed:
        problems = [_problem(noun, problem) for problem in failed.problems]
        raise RowsRefused(problems, total=failed.total) from failed
    return report.counts[noun]


def _lines(noun: str, given: Sequence[Raw], problems: Problems) -> Iterator[Line]:
    file, owners = File(_ROWS, problems), File(_OWNERS, problems)
    for number, raw in enumerate(given):
        own = {key: value for key, value in raw.items() if not _is_owner(noun, key)}
        yield from _line(file, number, noun, own)
        if len(own) < len(raw) and raw[OWNER] is not None:
            place = {"organization": raw.get("id"), "person": raw[OWNER], "role": "owner"}
            yield from _line(owners, number, "membership", place)


def _line(file: File, number: int, noun: str, raw: Raw) -> Iterator[Line]:
    model = BY_NOUN[noun]
    if raw.get("type", noun) != noun:
        file.unreadable(number, "type", f'is not "{noun}". Leave it out, or correct it.')
        return
    try:
        yield file.row(number, model.model_validate_json(json.dumps(raw), strict=True))
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":  # half of a character
            file.unreadable(number, "", "holds text that is not Unicode. Correct it.")
        else:
            yield file.wrong(number, model, raw, error)


def _is_owner(noun: str, column: str) -> bool:
    return noun == "organization" and column == OWNER


def _kept(noun: str, given: Sequence[Raw]) -> list[Kept]:
    return [
        Kept(noun, _ROWS, number, column)
        for number, raw in enumerate(given)
        for column in STAYING.get(noun, ())
        if column not in raw
    ]


def _problem(noun: str, problem: Problem) -> RowProblem:
    column = OWNER if problem.file == _OWNERS else problem.column
    place: tuple[str | int, ...] = ("rows", problem.line)
    return RowProblem((*place, column) if column else place, _code(noun, column), problem.says)


def _code(noun: str, column: str) -> str:
    """Stable, of columns that exist; an unknown column stands in the place alone."""
    known = {*BY_NOUN[noun].columns(), "type", OWNER}
    words = [noun, column if column in known else "row", "refused"]
    return "-".join(words).replace("_", "-")
