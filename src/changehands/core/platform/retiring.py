"""Retiring products. They are never deleted: holdings, invoices and transfers refer to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from changehands.core.operation import sweep
from changehands.core.organizations import authority
from changehands.core.platform import facts, naming
from changehands.core.platform.operators import require_operator
from changehands.core.transfers.voiding import void
from changehands.models import Fact, Product, Transfer, User


@dataclass(frozen=True, slots=True)
class Retired:
    """How many products were not retired before, and the transfers that ended with it."""

    products: int
    transfers: tuple[Transfer, ...]


@sweep
def retire(*, actor: User, products: Sequence[str], at: datetime) -> Retired:
    """Mark products as being deleted, and void every waiting transfer that offers one of them.

    To unset the fact takes it back; the transfers stay void.
    """
    require_operator(actor)
    keys = naming.find(products, place=lambda index: ("products", index))
    holders = Product.objects.filter(id__in=keys).values_list("holder_id", flat=True)
    homes = authority.lock(holders)
    ended = void(keys, actor=actor, at=at)
    locked = naming.lock(keys)
    if any(product.holder_id not in homes for product in locked.values()):
        raise naming.moved_meanwhile()
    wanted = {key: {*locked[key].facts, Fact.DELETING.value} for key in keys}
    changed = facts.write(locked, wanted)
    facts.tell("product.retired", changed, actor=actor, at=at)
    return Retired(len(changed), tuple(ended))
