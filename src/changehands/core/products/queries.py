"""The products that a person may see, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from changehands.core.access.locking import no_such_product
from changehands.core.organizations import authority
from changehands.core.paging import SIZE, Page, page_of
from changehands.core.searching import words
from changehands.kernel.errors import Invalid
from changehands.models import (
    Fact,
    Membership,
    Product,
    Right,
    Serving,
    Transfer,
    TransferItem,
    User,
)
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.policy.roles import Role

SOON: Final = timedelta(days=30)
STATES: Final = ("active", "offered", "expiring", "expired", *Fact.values)

SORTS: Final = {"name": ("name", "id"), "kind": ("kind", "name", "id")}


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A line of the list of products."""

    product: Product
    whole: str
    people: int
    parts: int
    serves: Sequence[str]
    served_by: Sequence[str]
    transfer: Transfer | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A product as one person sees it: their role with its holder, and whether they manage it."""

    product: Product
    role: Role
    manages: bool


@dataclass(frozen=True, slots=True)
class Connections:
    """Products of the same holder that work together with one."""

    part_of: Product | None
    serves: Sequence[Product]
    served_by: Sequence[Product]


def products_page(
    place: Membership,
    *,
    at: datetime,
    search: str = "",
    kind: str = "",
    state: str = "",
    sort: str = "name",
    after: str | None = None,
    size: int = SIZE,
) -> Page[ProductRow]:
    """The products of an Organization, sorted by name or kind (`-` turns the order around).

    Administrators see all, others their own.
    """
    visible = visible_to(place)
    rows = visible
    if text := words(search):
        rows = rows.filter(name__icontains=text)
    if kind:
        rows = rows.filter(kind=words(kind))
    if state:
        rows = rows.filter(_in_state(state, at.date()))
    whole = visible.filter(id=OuterRef("part_of_id")).values("name")
    rows = rows.annotate(whole=Subquery(whole))
    fields, descending = SORTS[sort.lstrip("-")], sort.startswith("-")
    page = page_of(rows, *fields, after=after, descending=descending, size=size, counted=True)
    return Page(_lines(page.rows, visible), page.next, page.total)


def visible_to(place: Membership) -> "QuerySet[Product]":
    """The products of an Organization that a person with this place in it may see."""
    rows = Product.objects.filter(holder_id=place.organization_id)
    if allows(P.PRODUCTS_VIEW_ALL, place.role):
        return rows
    own = Right.objects.filter(organization_id=place.organization_id, user_id=place.user_id)
    return rows.filter(id__in=own.values("product_id"))


def kinds_among(place: Membership) -> dict[str, int]:
    """The kinds of the products that a person may see here, with their numbers, for the filter."""
    rows = visible_to(place).order_by("kind").values_list("kind")
    return dict(rows.annotate(amount=Count("id")))


def product_of(viewer: User, product_id: UUID) -> Seen:
    """A product on which the viewer has a right now. Raises NotFound to everybody else."""
    rights = list(
        Right.objects.filter(product_id=product_id, user=viewer).select_related(
            "product__holder", "product__part_of"
        )
    )
    role = authority.role_in(viewer, rights[0].organization_id) if rights else None
    if role is None:
        raise no_such_product()
    return Seen(rights[0].product, role, any(right.manages for right in rights))


def managed_among(user: User, products: Sequence[UUID]) -> set[UUID]:
    """Which of the products the person manages: by role, individually or through a team."""
    rights = Right.objects.filter(product_id__in=products, user=user, manages=True)
    return set(rights.values_list("product_id", flat=True))


def waiting_transfer(product: Product) -> Transfer | None:
    """The transfer of its present holder in which a product waits, if any."""
    return Transfer.objects.filter(
        items__product=product, state=Transfer.State.WAITING, source=product.holder_id
    ).first()


def parts_page(
    product: Product, *, among: "QuerySet[Product] | None" = None, after: str | None = None
) -> Page[Product]:
    """The parts of a product by name; `among` says which ones the viewer may see."""
    rows = _held_with(product, among).filter(part_of=product)
    return page_of(rows, "name", "id", after=after, counted=True)


def connections(product: Product, *, among: "QuerySet[Product] | None" = None) -> Connections:
    """What a product is part of, serves and is served by; `among`: what the viewer may see."""
    held = _held_with(product, among).order_by("name", "id")
    return Connections(
        held.filter(id=product.part_of_id).first() if product.part_of_id else None,
        list(held.filter(served_through__product=product)),
        list(held.filter(servings__serves=product)),
    )


def _held_with(product: Product, among: "QuerySet[Product] | None") -> "QuerySet[Product]":
    rows = Product.objects.all() if among is None else among
    return rows.filter(holder_id=product.holder_id)


def _in_state(state: str, today: date) -> Q:
    waiting = TransferItem.objects.filter(transfer_state=Transfer.State.WAITING)
    offered = Q(id__in=waiting.values("product_id"))
    expired = Q(expires_on__lt=today)
    states = {
        "active": Q(facts=[]) & ~expired & ~offered,
        "offered": offered,
        "expiring": Q(expires_on__gte=today, expires_on__lte=today + SOON),
        "expired": expired,
        **{fact: Q(facts__contains=[fact]) for fact in Fact.values},
    }
    if state not in states:
        raise Invalid("state-unknown", "Choose a state from the list.", field="state")
    return states[state]


def _lines(products: Sequence[Product], visible: "QuerySet[Product]") -> list[ProductRow]:
    """What stands beside each; of products that the viewer may not see, not even the name."""
    keys = [product.id for product in products]
    people = _amounts(Right.objects.filter(product__in=keys), "product_id", "user_id")
    parts = _amounts(visible.filter(part_of__in=keys), "part_of_id", "id")
    waiting = TransferItem.objects.filter(
        product__in=keys, transfer_state=Transfer.State.WAITING
    ).select_related("transfer")
    transfers = {item.product_id: item.transfer for item in waiting}
    serves, served_by = _servings(keys, visible)
    return [
        ProductRow(
            product,
            getattr(product, "whole", None) or "",
            people.get(product.id, 0),
            parts.get(product.id, 0),
            serves.get(product.id, []),
            served_by.get(product.id, []),
            transfers.get(product.id),
        )
        for product in products
    ]


def _amounts(rows: QuerySet[Any], of: str, what: str) -> dict[UUID, int]:
    return dict(rows.values_list(of).annotate(amount=Count(what, distinct=True)))


def _servings(
    keys: Sequence[UUID], visible: "QuerySet[Product]"
) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    """By product, the names of what it serves, and of what serves it, with the same holder."""
    serves: dict[UUID, list[str]] = {}
    served_by: dict[UUID, list[str]] = {}
    rows = Serving.objects.filter(
        Q(product__in=keys, serves__in=visible) | Q(serves__in=keys, product__in=visible),
        product__holder_id=F("serves__holder_id"),
    ).select_related("product", "serves")
    for row in rows.order_by("product__name", "serves__name"):
        serves.setdefault(row.product_id, []).append(row.serves.name)
        served_by.setdefault(row.serves_id, []).append(row.product.name)
    return serves, served_by
