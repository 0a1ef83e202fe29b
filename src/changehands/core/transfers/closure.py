"""What goes along: a whole brings its parts, and their parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import connection

_CLOSURE: Final = """
    WITH RECURSIVE moved (id, root, follows) AS (
        SELECT id, id, FALSE FROM product WHERE id = ANY(%(chosen)s)
        UNION
        SELECT part.id, moved.root, TRUE
          FROM product part JOIN moved ON part.part_of_id = moved.id
    )
    SELECT id, root, follows FROM moved
"""


@dataclass(frozen=True)
class Closure:
    """Products that move, one row for each way in: chosen (`root` is itself) or with its whole.

    Found once and handed on as arrays: a plan over arrays stays good when the statistics of the
    tables are stale, which a join with a recursive query does not.
    """

    rows: tuple[tuple[UUID, UUID, bool], ...]

    @cached_property
    def moved(self) -> list[UUID]:
        """Every product that moves, once, in id order."""
        return sorted({row[0] for row in self.rows})

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The arrays as parameters of a statement."""
        return {
            "moved": self.moved,
            "ids": [row[0] for row in self.rows],
            "roots": [row[1] for row in self.rows],
            "follows": [row[2] for row in self.rows],
        }


def close_over(chosen: Iterable[UUID]) -> Closure:
    """The chosen products with the parts that follow them."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSURE, {"chosen": list(chosen)})
        return Closure(tuple(cursor.fetchall()))
