"""What the platform's operator does by program, in batches: each has its whole effect, or none."""

from changehands.core.platform.facts import FactChange, change_facts
from changehands.core.platform.problems import RowProblem, RowsRefused
from changehands.core.platform.retiring import Retired, retire
from changehands.core.platform.writing import bring_in

__all__ = [
    "FactChange",
    "Retired",
    "RowProblem",
    "RowsRefused",
    "bring_in",
    "change_facts",
    "retire",
]
