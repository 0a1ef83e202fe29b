"""What a completed transfer did, read from the rows of one side's own time with the products.

Rights are never rewritten: those of the source's epoch lie where they were, and what was carried
over bears the instant of the move. Who had access by role or through a team is stored nowhere
afterwards, so nothing is said of them by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count

from changehands.core.transfers.queries import View
from changehands.models import Invoice
from changehands.policy import catalogue

# the source's own rows only: what the destination did with a right since is not its to know
_SOURCE_PEOPLE: Final = """
    SELECT person.id, person.name, person.email, bool_or(item.kind <> ALL(%(joining)s)),
           bool_or(item.kind = ANY(%(joining)s))
      FROM transfer_item item
      JOIN product_grant g ON g.product_id = item.product_id AND g.epoch = item.epoch
      JOIN person ON person.id = g.user_id
     WHERE item.transfer_id = %(transfer)s
     GROUP BY person.id
     ORDER BY person.name, person.email
"""

_DESTINATION_PEOPLE: Final = """
    SELECT DISTINCT person.id, person.name, person.email, FALSE, TRUE
      FROM transfer_item item
      JOIN product_grant g ON g.product_id = item.product_id AND g.epoch = item.epoch + 1
       AND g.created_at = %(at)s
      JOIN person ON person.id = g.user_id
     WHERE item.transfer_id = %(transfer)s
     ORDER BY person.name, person.email
"""

_TEAMS: Final = """
    SELECT count(DISTINCT g.team_id)
      FROM transfer_item item
      JOIN product_grant g ON g.product_id = item.product_id AND g.epoch = item.epoch
     WHERE item.transfer_id = %(transfer)s
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of whose individual rights there is proof."""

    id: UUID
    name: str
    email: str
    had_ended: bool
    came_along: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can still be proven; people of the other side are not in it."""

    is_source: bool
    kinds: Mapping[str, int]
    people: Sequence[Person]
    teams: int
    invoices: int

    @property
    def ended(self) -> list[Person]:
        """Those whose individual rights ended with the source's time."""
        return [person for person in self.people if person.had_ended]

    @property
    def along(self) -> list[Person]:
        """Those whose individual rights on a drive went with it."""
        return [person for person in self.people if person.came_along]


def outcome(seen: View) -> Outcome:
    """What a completed transfer did, as this side may know it."""
    transfer = seen.transfer
    parameters: dict[str, Any] = {
        "transfer": transfer.id,
        "at": transfer.ended_at,
        "joining": list(catalogue.current().joining),
    }
    people = _rows(_SOURCE_PEOPLE if seen.is_source else _DESTINATION_PEOPLE, parameters)
    kinds = transfer.items.order_by("kind").values_list("kind").annotate(amount=Count("id"))
    return Outcome(
        is_source=seen.is_source,
        kinds=dict(kinds),
        people=[Person(*row) for row in people],
        teams=_rows(_TEAMS, parameters)[0][0] if seen.is_source else 0,
        invoices=_invoices(seen) if seen.is_source else 0,
    )


def _invoices(seen: View) -> int:
    """Bills of the source for these products: they are where they were."""
    products = seen.transfer.items.values("product_id")
    return Invoice.objects.filter(
        organization=seen.organization,
        product__in=products,
        issued_on__lte=seen.transfer.ended_at,
    ).count()


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
