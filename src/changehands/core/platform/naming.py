"""Products by the name that a batch gives them: the source's own id, or `prd_…`."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from changehands.core.platform.problems import RowProblem, RowsRefused
from changehands.kernel.errors import Conflict, NotFound
from changehands.kernel.ids import from_public
from changehands.models import Product

Place = Callable[[int], tuple[str | int, ...]]


def find(names: Sequence[str], *, place: Place) -> list[UUID]:
    """The key of each, in their order. Raises RowsRefused for what is unknown or named twice."""
    known = dict(Product.objects.filter(external_id__in=names).values_list("external_id", "id"))
    ours = {name: key for name in names if name not in known and (key := _key(name))}
    there = set(Product.objects.filter(id__in=ours.values()).values_list("id", flat=True))
    known |= {name: key for name, key in ours.items() if key in there}
    often = Counter(known[name] for name in names if name in known)
    problems = [
        problem
        for index, name in enumerate(names)
        if (problem := _problem(name, place(index), known.get(name), often))
    ]
    if problems:
        raise RowsRefused(problems)
    return [known[name] for name in names]


def lock(keys: Iterable[UUID]) -> dict[UUID, Product]:
    """The products, locked in id order until the end of the transaction."""
    rows = Product.objects.select_for_update(no_key=True).filter(id__in=keys).order_by("id")
    return {product.id: product for product in rows}


def moved_meanwhile() -> Conflict:
    """The answer where a product changed hands while it was being locked."""
    return Conflict("product-moved", "A product has just changed hands. Send the batch again.")


def _key(name: str) -> UUID | None:
    try:
        return from_public("product", name)
    except NotFound:
        return None


def _problem(
    name: str, place: tuple[str | int, ...], key: UUID | None, often: Counter[UUID]
) -> RowProblem | None:
    if key is None:
        says = f'there is no product with the id "{name[:80]}". Add it, or correct the id.'
        return RowProblem(place, "product-not-found", says)
    if often[key] > 1:
        says = f'"{name[:80]}" is named more than once. Name each product once.'
        return RowProblem(place, "product-repeated", says)
    return None
