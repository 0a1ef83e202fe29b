"""State facts of products: what the platform knows and the Manager cannot."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from changehands.core.activity import record
from changehands.core.operation import sweep
from changehands.core.platform import naming
from changehands.core.platform.operators import require_operator
from changehands.core.platform.problems import RowProblem, RowsRefused
from changehands.models import Fact, Product, User

# what only a retirement sets, since it also ends the offers
BY_RETIRING: Final = frozenset({Fact.DELETING.value})


@dataclass(frozen=True, slots=True)
class FactChange:
    """What becomes true, and what is no longer, of the product with this id."""

    product: str
    set: Collection[str] = ()
    unset: Collection[str] = ()


@sweep
def change_facts(*, actor: User, changes: Sequence[FactChange], at: datetime) -> int:
    """Set and unset state facts; answers of how many products they changed.

    A waiting transfer stays: while a fact blocks one of its products it cannot be received.
    """
    require_operator(actor)
    _require_sensible(changes)
    names = [change.product for change in changes]
    keys = naming.find(names, place=lambda index: ("rows", index, "product"))
    locked = naming.lock(keys)
    pairs = zip(keys, changes, strict=True)
    wanted = {key: (set(locked[key].facts) | {*c.set}) - {*c.unset} for key, c in pairs}
    changed = write(locked, wanted)
    tell("product.facts-changed", changed, actor=actor, at=at)
    return len(changed)


def write(
    products: Mapping[UUID, Product], wanted: Mapping[UUID, Collection[str]]
) -> list[Product]:
    """Give locked products these facts; answers those of which they are new."""
    changed = []
    for key, facts in wanted.items():
        if set(products[key].facts) != set(facts):
            products[key].facts = sorted(facts)
            changed.append(products[key])
    Product.objects.bulk_update(changed, ["facts"])
    return changed


def tell(verb: str, products: Sequence[Product], *, actor: User, at: datetime) -> None:
    """Record one act: each holder is told of its own products and what is true of them now."""
    held: defaultdict[UUID, list[Product]] = defaultdict(list)
    for product in products:
        held[product.holder_id].append(product)
    sides: dict[UUID, dict[str, Any]] = {
        holder: {
            "title": own[0].name,
            "products": len(own),
            "facts": {product.public_id: " ".join(product.facts) for product in own},
        }
        for holder, own in held.items()
    }
    subject = products[0].id if len(products) == 1 else None
    record(verb, actor=actor, at=at, sides=sides, subject=subject)


def _require_sensible(changes: Sequence[FactChange]) -> None:
    problems = [
        RowProblem(("rows", index, column), code, says)
        for index, change in enumerate(changes)
        for column, code, says in _against(change)
    ]
    if problems:
        raise RowsRefused(problems)


def _against(change: FactChange) -> list[tuple[str, str, str]]:
    found = []
    known = ", ".join(Fact.values)
    for column, facts in (("set", change.set), ("unset", change.unset)):
        if strange := sorted(set(facts) - set(Fact.values)):
            says = f'"{strange[0][:80]}" is no state fact. Write one of: {known}.'
            found.append((column, "fact-unknown", says))
    if both := sorted(set(change.set) & set(change.unset)):
        says = f'"{both[0][:80]}" cannot be set and unset at once. Choose one.'
        found.append(("unset", "fact-contradictory", says))
    if set(change.set) & BY_RETIRING:
        says = "retire the product instead: that also ends the transfer in which it waits."
        found.append(("set", "fact-by-retiring", says))
    return found
