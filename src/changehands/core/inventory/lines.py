"""What reading a file makes: its lines as rows, and problems that name their place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from changehands.core.inventory.problems import Problems, column_of, in_words
from changehands.core.inventory.rows import Row

_BOM: Final = "\ufeff"


class Line(NamedTuple):
    """A row and where it stands; of a wrong row only what is right, for the checks that follow."""

    file: int
    number: int
    model: type[Row]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A file by its place among those of the import, and where its problems go."""

    index: int
    problems: Problems

    def text(self, stream: Iterable[bytes]) -> Iterator[str]:
        """The lines as text."""
        for number, line in enumerate(stream, start=1):
            try:
                text = line.decode()
            except UnicodeDecodeError:
                self.problems.add(self.index, number, "", "is not UTF-8. Save the file as UTF-8.")
                text = line.decode(errors="replace")
            yield text.removeprefix(_BOM) if number == 1 else text

    def unreadable(self, number: int, column: str, says: str) -> None:
        """Note a problem that hides what stood there."""
        self.problems.unreadable(self.index, number, column, says)

    def row(self, number: int, row: Row) -> Line:
        """The line that a right row is."""
        return Line(self.index, number, type(row), vars(row))

    def wrong(
        self, number: int, model: type[Row], raw: Mapping[str, Any], error: ValidationError
    ) -> Line:
        """Note what pydantic found in a row, and keep the rest of it."""
        found = [(column_of(detail, model), detail) for detail in error.errors()]
        said = [(column, in_words(detail, column, model)) for column, detail in found]
        return self.partly(number, model, raw, said)

    def partly(
        self,
        number: int,
        model: type[Row],
        raw: Mapping[str, Any],
        said: Collection[tuple[str, str]],
    ) -> Line:
        """Note what is wrong, by column, and keep of the rest that by which rows find each other."""
        for column, says in said:
            self.problems.add(self.index, number, column, says)
        wrong = {column for column, _ in said}
        right = {
            name: value.strip()
            for name, value in raw.items()
            if name in model.named() and name not in wrong and isinstance(value, str)
        }
        return Line(self.index, number, model, right)
