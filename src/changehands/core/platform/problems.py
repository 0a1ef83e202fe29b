"""What is wrong in a batch, by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from changehands.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that is wrong: where in the body, a stable code, a sentence with a remedy."""

    place: tuple[str | int, ...]
    code: str
    detail: str


class RowsRefused(Invalid):
    """Some rows of a batch are wrong: nothing was changed. `problems` are the first of `total`."""

    def __init__(self, problems: Sequence[RowProblem], *, total: int = 0) -> None:
        super().__init__(
            "rows-refused",
            "Nothing was changed: what is wrong stands in “errors”, %(total)s in all. "
            "Correct the rows and send the whole batch again.",
            total=total or len(problems),
        )
        self.problems = tuple(problems)
