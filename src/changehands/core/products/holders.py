"""Who held a product from when to when, as one of the holders may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from changehands.models import Holding, Product, Transfer


@dataclass(frozen=True, slots=True)
class Held:
    """One holder's time. `name` is None where the viewing Organization may not know it.

    `transfer` is how it began, where the viewing Organization was a side of that transfer.
    """

    epoch: int
    began_at: datetime
    ended_at: datetime | None
    name: str | None
    is_own: bool
    transfer: Transfer | None


def holders_chain(product: Product, organization_id: UUID) -> list[Held]:
    """Every holder of a product, the first one first, as this Organization may see them.

    It knows its own times, and whom it had the product from or handed it to; no one further away.
    """
    chain = list(
        Holding.objects.filter(product=product)
        .select_related("organization", "transfer")
        .order_by("epoch")
    )
    own = [holding.organization_id == organization_id for holding in chain]
    return [_held(chain, own, place) for place in range(len(chain))]


def _held(chain: Sequence[Holding], own: Sequence[bool], place: int) -> Held:
    holding = chain[place]
    had_before = place > 0 and own[place - 1]
    had_after = place + 1 < len(chain) and own[place + 1]
    known = own[place] or had_before or had_after
    return Held(
        epoch=holding.epoch,
        began_at=holding.began_at,
        ended_at=holding.ended_at,
        name=holding.organization.name if known else None,
        is_own=own[place],
        transfer=holding.transfer if own[place] or had_before else None,
    )
