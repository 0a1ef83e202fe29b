"""The products someone has ticked and not yet handed over; kept between pages and visits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from changehands.core.operation import sweep
from changehands.core.organizations import authority
from changehands.core.paging import Page, page_of
from changehands.core.transfers.eligibility import Blocker, blockers
from changehands.core.transfers.offering import MOST_PRODUCTS
from changehands.core.transfers.preview import Separation, separations
from changehands.models import Fact, Organization, Product, SelectedProduct, User
from changehands.policy.permissions import Permission as P

_ADD: Final = """
    INSERT INTO selected_product (user_id, organization_id, product_id)
    SELECT %(user)s, %(organization)s, id FROM product
     WHERE id = ANY(%(products)s) AND holder_id = %(organization)s
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to."""

    search: str = ""
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the selection page: a product, whether it is ticked, and why it cannot be."""

    product: Product
    selected: bool
    blocker: Blocker | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What is ticked, in numbers, and what belongs to it and could be ticked too."""

    count: int
    kinds: Mapping[str, int]
    separations: Sequence[Separation]


def matching(organization: Organization, narrowed: Filter) -> QuerySet[Product]:
    """The products of an Organization that match the filter."""
    rows = Product.objects.filter(holder=organization)
    if narrowed.search:
        rows = rows.filter(name__icontains=narrowed.search)
    if narrowed.kind:
        rows = rows.filter(kind=narrowed.kind)
    if narrowed.state in Fact.values:
        rows = rows.filter(facts__contains=[narrowed.state])
    return rows


def candidates(
    user: User, organization: Organization, narrowed: Filter, *, after: str | None = None
) -> Page[Candidate]:
    """A page of products with what can be said of each."""
    page = page_of(
        matching(organization, narrowed).select_related("part_of"), "name", "id", after=after
    )
    keys = [product.id for product in page.rows]
    against: dict[UUID, Blocker] = {}
    for blocker in blockers(keys, source=organization.id, together=False):
        against.setdefault(blocker.root, blocker)
    ticked = set(
        selected(user, organization).filter(product__in=keys).values_list("product", flat=True)
    )
    return Page([Candidate(p, p.id in ticked, against.get(p.id)) for p in page.rows], page.next)


def selected(user: User, organization: Organization) -> QuerySet[SelectedProduct]:
    """What the person has ticked here and the Organization still holds."""
    return SelectedProduct.objects.filter(
        user=user, organization=organization, product__holder=organization
    )


def chosen(user: User, organization: Organization) -> list[UUID]:
    """The keys of the ticked products."""
    return list(selected(user, organization).values_list("product_id", flat=True))


def summary(user: User, organization: Organization) -> Summary:
    """What stands in the summary beside the list."""
    rows = selected(user, organization).values("product__kind").annotate(amount=Count("product"))
    kinds = {row["product__kind"]: row["amount"] for row in rows.order_by("-amount")}
    split = separations(chosen(user, organization), source=organization.id) if kinds else []
    left = {pair.left_behind for pair in split}
    stuck = (
        {b.root for b in blockers(left, source=organization.id, together=False)} if left else set()
    )
    addable = [pair for pair in split if pair.left_behind not in stuck]
    return Summary(sum(kinds.values()), kinds, addable)


@sweep
def tick(
    *, actor: User, organization_id: UUID, add: Iterable[UUID], remove: Iterable[UUID] = ()
) -> None:
    """Tick and untick products by key; what is not held there is ignored."""
    organization = _entitled(actor, organization_id)
    _add(actor, organization, add)
    SelectedProduct.objects.filter(
        user=actor, organization=organization, product__in=list(remove)
    ).delete()


@sweep
def tick_matching(*, actor: User, organization_id: UUID, narrowed: Filter) -> None:
    """Tick everything that matches the filter and can be handed over, up to the most allowed."""
    organization = _entitled(actor, organization_id)
    keys = list(
        matching(organization, narrowed)
        .filter(Q(part_of=None))
        .order_by("name", "id")
        .values_list("id", flat=True)[: MOST_PRODUCTS + 1000]
    )
    refused = {b.root for b in blockers(keys, source=organization.id, together=False)}
    _add(actor, organization, [key for key in keys if key not in refused][:MOST_PRODUCTS])


@sweep
def clear(*, actor: User, organization_id: UUID) -> None:
    """Untick everything."""
    organization = _entitled(actor, organization_id)
    SelectedProduct.objects.filter(user=actor, organization=organization).delete()


def _add(actor: User, organization: Organization, products: Iterable[UUID]) -> None:
    parameters: dict[str, Any] = {
        "user": actor.pk,
        "organization": organization.id,
        "products": list(products),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD, parameters)


def _entitled(actor: User, organization_id: UUID) -> Organization:
    organization = Organization.objects.filter(id=organization_id).first()
    if organization is None:
        raise authority.no_such_organization()
    authority.require(P.TRANSFERS_START, actor, organization)
    return organization
