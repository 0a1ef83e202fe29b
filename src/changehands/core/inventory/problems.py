"""What is wrong in the files of an import, said with file, line, column and remedy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import IntegrityError
from pydantic_core import ErrorDetails

from changehands.core.inventory.rows import Row
from changehands.kernel.errors import Conflict, Invalid
from changehands.policy.catalogue_problems import nearest

SHOWN: Final = 100

# unique, foreign key, and our own trigger of the last owner
_MEANWHILE: Final = frozenset({"23505", "23503", "23000"})

_EXAMPLES: Final = {
    "currency": "CHF (three capital letters)",
    "slug": "ours-sa (small letters, digits and hyphens)",
}


class Problem(NamedTuple):
    """One thing that is wrong; line 0 means the file as a whole."""

    file: int
    line: int
    column: str
    says: str


class Problems:
    """All problems are counted; as many as are shown are kept.

    `blind` says that a line or a file could not be read at all: what stood there is unknown, so
    nothing can be said about references to it.
    """

    def __init__(self) -> None:
        self.total = 0
        self.kept: list[Problem] = []
        self.blind = False
        self._headers: dict[int, Mapping[str, str]] = {}

    def rename(self, file: int, headers: Mapping[str, str]) -> None:
        """Note what this file calls its columns, where these names are not ours."""
        self._headers[file] = headers

    def add(self, file: int, line: int, column: str, says: str) -> None:
        """Note one problem."""
        self.count(1)
        if len(self.kept) < SHOWN:
            self.kept.append(Problem(file, line, column, says))

    def unreadable(self, file: int, line: int, column: str, says: str) -> None:
        """Note one problem that hides what stood there."""
        self.blind = True
        self.add(file, line, column, says)

    def count(self, number: int) -> None:
        """Note that there are more than those which are kept."""
        self.total += number

    def shown(self, names: Sequence[str]) -> list[str]:
        """The sentences in the order of files and lines."""
        return [self._sentence(problem, names) for problem in self.first()]

    def first(self) -> list[Problem]:
        """As many as are shown, in the order of files and lines."""
        return sorted(self.kept)[:SHOWN]

    def _sentence(self, problem: Problem, names: Sequence[str]) -> str:
        place = names[problem.file] + (f":{problem.line}" if problem.line else "")
        theirs = self._headers.get(problem.file, {}).get(problem.column)
        column = f'{problem.column} ("{theirs}")' if theirs else problem.column
        return f"{place}: {column}: {problem.says}" if column else f"{place}: {problem.says}"


class ImportFailed(Invalid):
    """The files are wrong: nothing was loaded.

    `lines` are the first problems of `total` as sentences, `problems` the same with their places.
    """

    def __init__(self, problems: Problems, names: Sequence[str]) -> None:
        super().__init__(
            "import-failed",
            "%(total)s problems: nothing was imported.",
            total=problems.total,
        )
        self.total = problems.total
        self.problems = problems.first()
        self.lines = problems.shown(names)

    def __str__(self) -> str:
        count = "1 problem" if self.total == 1 else f"{self.total} problems"
        lines = [*self.lines, f"{count}: nothing was imported."]
        if self.total > len(self.lines):
            lines[-1] = f"{count}, of which {len(self.lines)} are shown: nothing was imported."
        return "\n".join(lines)


class Overtaken(Conflict):
    """While the files were read, someone else wrote what contradicts them: nothing was loaded."""

    @classmethod
    def by(cls, error: IntegrityError) -> "Overtaken":
        """The same, in words, as the database said it. Raises what is a mistake of ours instead."""
        cause: Any = error.__cause__
        if cause is None or cause.sqlstate not in _MEANWHILE:
            raise error
        return cls(
            "import-overtaken",
            "Someone made a change during the import that contradicts it: %(said)s "
            "Nothing was imported. Import the same files again.",
            said=cause.diag.message_detail or cause.diag.message_primary,
        )


def column_of(error: ErrorDetails, model: type[Row]) -> str:
    """The column that an error of pydantic is about."""
    named = (error.get("ctx") or {}).get("column")
    return str(named or next((part for part in error["loc"] if part != model.noun()), ""))


def in_words(error: ErrorDetails, column: str, model: type[Row]) -> str:
    """What pydantic found in a row, as a sentence with a remedy."""
    value = f'"{str(error["input"])[:80]}"'
    context = error.get("ctx") or {}
    match error["type"]:
        case "ours":
            return error["msg"]
        case "missing":
            return f"is missing. Every {model.noun().replace('_', ' ')} needs one: write it."
        case "extra_forbidden":
            remedy = nearest(column, model.columns())
            return f"unknown column: {remedy or 'the columns are ' + ', '.join(model.columns())}"
        case "string_too_short":
            return "is empty. Write it."
        case "string_too_long":
            return f"is too long. Write {context['max_length']} characters at most."
        case "string_pattern_mismatch":
            return f"{value} is not allowed. Write it like {_EXAMPLES[column]}."
        case "less_than_equal" | "greater_than_equal":
            bound = {"le": "at most", "ge": "at least"}
            limits = [f"{bound[key]} {limit}" for key, limit in context.items()]
            return f"{value} is out of range. Write {', '.join(limits)}."
        case kind:
            return f"{value} {_expected(kind)}"


def _expected(kind: str) -> str:
    if kind.startswith("int"):
        return "is not a whole number. Write minor units, without quotes in JSON: 12.50 is 1250."
    if kind.startswith("date"):
        return "is not a date. Write one such as 2027-03-31."
    if kind.startswith("bool"):
        return "is neither true nor false. Write one of these, without quotes in JSON."
    if kind.startswith("list"):
        return 'is not a list. Write one such as ["trial", "partner"].'
    return "is not text. Write text, in quotes in JSON."
