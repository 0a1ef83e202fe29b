"""Which products can be handed over, and why others cannot. One statement says it all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from changehands.core.transfers.closure import Closure, close_over
from changehands.models import BLOCKING, Fact
from changehands.policy import catalogue

MESSAGES: Final = {
    "not-held": gettext_noop("This Organization does not hold it."),
    "kind-unknown": gettext_noop("Its kind is not in the catalogue. Ask the platform's operator."),
    "kind-forbidden": gettext_noop("Products of this kind cannot be transferred."),
    "own-procedure": gettext_noop("This kind has a procedure of its own."),
    "part": gettext_noop("It goes with the product it is part of: choose that one."),
    "offered": gettext_noop("It is already in a transfer that waits."),
    "destination-has-one": gettext_noop(
        "The receiving Organization already has one, and can have only one."
    ),
    "two-of-one": gettext_noop("An Organization can have only one of this kind: choose one."),
    f"is-{Fact.UNPAID}": gettext_noop("An invoice for it is unpaid: pay it first."),
    f"is-{Fact.LOCKED}": gettext_noop("It is locked. Ask support to unlock it."),
    f"is-{Fact.BUSY}": gettext_noop("An operation is in progress: wait until it ends."),
    f"is-{Fact.MAINTENANCE}": gettext_noop("It is in maintenance: wait until it ends."),
    f"is-{Fact.DELETING}": gettext_noop("It is being deleted."),
}

# A part that is blocked blocks its whole.
_BLOCKERS: Final = """
    WITH twins AS (
        SELECT kind FROM product WHERE id = ANY(%(moved)s) AND kind = ANY(%(single)s)
         GROUP BY kind HAVING count(*) > 1
    )
    SELECT moved.root, p.id, p.name, p.kind, blocker.code
      FROM unnest(%(ids)s::uuid[], %(roots)s::uuid[], %(follows)s::boolean[])
           AS moved (id, root, follows)
      JOIN product p ON p.id = moved.id
     CROSS JOIN LATERAL (
        SELECT 'not-held' WHERE p.holder_id <> %(source)s
        UNION ALL SELECT 'kind-unknown' WHERE NOT p.kind = ANY(%(known)s)
        UNION ALL SELECT 'kind-forbidden' WHERE p.kind = ANY(%(forbidden)s)
        UNION ALL SELECT 'own-procedure' WHERE p.kind = ANY(%(own_procedure)s)
        UNION ALL SELECT 'part' WHERE p.part_of_id IS NOT NULL AND NOT moved.follows
            AND NOT (%(together)s AND p.part_of_id = ANY(%(moved)s))
        UNION ALL SELECT 'is-' || fact FROM unnest(p.facts) fact WHERE fact = ANY(%(blocking)s)
        UNION ALL SELECT 'offered' WHERE EXISTS (
            SELECT FROM transfer_item item
             WHERE item.product_id = p.id AND item.transfer_state = 'waiting'
               AND item.transfer_id IS DISTINCT FROM %(transfer)s)
        UNION ALL SELECT 'two-of-one' WHERE %(together)s AND p.kind IN (SELECT kind FROM twins)
        UNION ALL SELECT 'destination-has-one' WHERE p.kind = ANY(%(single)s) AND EXISTS (
            SELECT FROM product has
             WHERE has.holder_id = %(destination)s AND has.kind = p.kind)
     ) blocker (code)
     ORDER BY p.name, p.id, blocker.code
"""


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why one product cannot be handed over; `root` is the product that was chosen."""

    root: UUID
    product: UUID
    name: str
    kind: str
    code: str

    @property
    def message(self) -> str:
        """The untranslated sentence for people."""
        return MESSAGES[self.code]


def blockers(
    chosen: Iterable[UUID],
    *,
    source: UUID,
    destination: UUID | None = None,
    transfer: UUID | None = None,
    together: bool = True,
) -> Sequence[Blocker]:
    """Every reason against handing over the chosen products, with the parts that follow them.

    `together` says that they go in one transfer (a part may be chosen along with its whole); a
    list asks with `together=False` about each row by itself.
    """
    return blockers_of(
        close_over(chosen),
        source=source,
        destination=destination,
        transfer=transfer,
        together=together,
    )


def blockers_of(
    closure: Closure,
    *,
    source: UUID,
    destination: UUID | None = None,
    transfer: UUID | None = None,
    together: bool = True,
) -> Sequence[Blocker]:
    """The same for a set whose parts are found already."""
    kinds = catalogue.current()
    parameters: dict[str, Any] = {
        **closure.parameters,
        "source": source,
        "destination": destination,
        "transfer": transfer,
        "together": together,
        "known": list(kinds.kinds),
        "forbidden": list(kinds.forbidden),
        "own_procedure": list(kinds.own_procedure),
        "single": list(kinds.one_per_organization),
        "blocking": [fact.value for fact in BLOCKING],
    }
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKERS, parameters)
        return [Blocker(*row) for row in cursor.fetchall()]
