"""Products: the list, one of them, who has access, who held it."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from changehands.api import actions
from changehands.api.authentication import caller_of
from changehands.api.routes.places import key_of, place, product_seen
from changehands.api.routing import Cursor, Limit, Resource, Search, nothing, perform
from changehands.api.shapes.common import GrantId, OrganizationId, ProductId
from changehands.api.shapes.consequences import Reason
from changehands.api.shapes.products import (
    Accessor,
    AccessorPage,
    Grant,
    Holding,
    HoldingList,
    NewGrant,
    Product,
    ProductPage,
)
from changehands.core import access, transfers
from changehands.core.access.queries import people_with_access
from changehands.core.organizations import authority
from changehands.core.products import holders, queries
from changehands.core.tokens.queries import Caller
from changehands.core.transfers import Blocker
from changehands.kernel.clock import now
from changehands.kernel.ids import from_public, to_public
from changehands.models import Grant as GrantRow
from changehands.models import Membership
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.policy.scopes import Scope

resource = Resource(tags=["products"])
ACTS = (P.PRODUCTS_VIEW_OWN, P.MEMBERS_VIEW, P.INVOICES_VIEW, P.GRANTS_MANAGE)
KindCode = Annotated[
    str,
    Query("", max_length=40, pattern=r"^[a-z0-9-]*$", description="Only this kind, as `domain`."),
]
State = Annotated[
    str,
    Query(
        "",
        pattern="^(" + "|".join(queries.STATES) + ")?$",
        description="Only those in this state: " + ", ".join(queries.STATES) + ".",
    ),
]
Transferable = Annotated[
    Literal["", "true", "false"],
    Query("", description="Only those that can be handed over now (true), or cannot (false)."),
]

Sort = Annotated[
    Literal["name", "-name", "kind", "-kind"],
    Query("name", description="By name, or by kind and then name."),
]


@resource.read("/organizations/{organization}/products", Scope.PRODUCTS_READ, ProductPage)
def list_products(
    request: HttpRequest,
    organization: OrganizationId,
    kind: KindCode = "",
    search: Search = "",
    state: State = "",
    transferable: Transferable = "",
    sort: Sort = "name",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> ProductPage:
    """The products of an Organization: all to administrators, to others their own.

    Each says whether it can be handed over now and, if not, why. With `transferable` a page may
    hold fewer than `limit`, or none, though there are more: follow `next`.
    """
    own = place(request, organization, P.PRODUCTS_VIEW_OWN)
    page = queries.products_page(
        own, at=now(), search=search, kind=kind, state=state, sort=sort, after=cursor, size=limit
    )
    items = _rows(caller_of(request), own, page.rows)
    if transferable:
        items = [item for item in items if item.transferable is (transferable == "true")]
    return ProductPage(items=items, next=page.next)


@resource.read("/products/{product}", Scope.PRODUCTS_READ, Product)
def show_product(request: HttpRequest, product: ProductId) -> Product:
    """One product on which the token's person has a right."""
    seen, own = product_seen(request, product)
    found, caller = seen.product, caller_of(request)
    against = _against([found.id], found.holder_id).get(found.id)
    visible = queries.connections(found, among=queries.visible_to(own))
    return Product.of(
        found,
        part_of_id=visible.part_of.public_id if visible.part_of else None,
        transfer=queries.waiting_transfer(found) if allows(P.TRANSFERS_VIEW, own.role) else None,
        transferable=against is None,
        reason=Reason.of(against) if against else None,
        actions=_acts(caller, own, against, manages=seen.manages),
    )


@resource.read("/products/{product}/people", Scope.PRODUCTS_READ, AccessorPage)
def list_people_of_product(
    request: HttpRequest,
    product: ProductId,
    search: Search = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> AccessorPage:
    """Who has access to a product, by name, and every reason why."""
    seen, own = product_seen(request, product)
    if not allows(P.MEMBERS_VIEW, own.role):
        raise authority.denied(P.MEMBERS_VIEW, own.organization)
    page = people_with_access(seen.product, search=search, after=cursor, size=limit)
    may = _may_grant(caller_of(request), own, manages=seen.manages)
    items = [
        Accessor.of(row, may if any(one.grant for one in row.reasons) else []) for row in page.rows
    ]
    return AccessorPage(items=items, next=page.next)


@resource.read("/products/{product}/holdings", Scope.PRODUCTS_READ, HoldingList)
def list_holdings(request: HttpRequest, product: ProductId) -> HoldingList:
    """Who held a product from when to when, as far as its present holder may know it."""
    seen, own = product_seen(request, product)
    if not allows(P.MEMBERS_VIEW, own.role):
        raise authority.denied(P.MEMBERS_VIEW, own.organization)
    chain = holders.holders_chain(seen.product, own.organization_id)
    return HoldingList(items=[Holding.of(row) for row in chain], next=None)


@resource.write("POST", "/products/{product}/grants", Scope.GRANTS_WRITE, Grant, 201)
def give_grant(request: HttpRequest, product: ProductId, body: NewGrant) -> Any:
    """Give a person or a work team of the holder a right on a product, or change it.

    Name exactly one of `user_id` and `team_id`. It counts for the time with the present holder.
    """
    seen, own = product_seen(request, product)
    may = _may_grant(caller_of(request), own, manages=seen.manages)
    return perform(
        request,
        access.grant,
        lambda given: Grant.of(_at_home(request, given), may),
        product_id=seen.product.id,
        role=body.role,
        manages=body.manages,
        user_id=from_public("user", body.user_id) if body.user_id else None,
        team_id=from_public("team", body.team_id) if body.team_id else None,
    )


@resource.write("DELETE", "/grants/{grant}", Scope.GRANTS_WRITE, None, 204)
def revoke_grant(request: HttpRequest, grant: GrantId) -> Any:
    """End a right that was given on a product; what someone has by other means stays."""
    return perform(request, access.revoke, nothing, grant_id=key_of(request, "grant", grant))


def _at_home(request: HttpRequest, given: GrantRow) -> GrantRow:
    """Asked again under the lock: the product may have changed hands since."""
    key_of(request, "product", given.product.public_id)
    return given


def _rows(caller: Caller, own: Membership, rows: Sequence[queries.ProductRow]) -> list[Product]:
    keys = [row.product.id for row in rows]
    against = _against(keys, own.organization_id)
    managed = queries.managed_among(caller.user, keys)
    return [
        _row(caller, own, row, against.get(row.product.id), row.product.id in managed)
        for row in rows
    ]


def _row(
    caller: Caller, own: Membership, row: queries.ProductRow, blocker: Blocker | None, manages: bool
) -> Product:
    whole = row.product.part_of_id
    return Product.of(
        row.product,
        part_of_id=to_public("product", whole) if whole and row.whole else None,
        transfer=row.transfer if allows(P.TRANSFERS_VIEW, own.role) else None,
        transferable=blocker is None,
        reason=Reason.of(blocker) if blocker else None,
        actions=_acts(caller, own, blocker, manages=manages),
    )


def _acts(caller: Caller, own: Membership, blocker: Blocker | None, *, manages: bool) -> list[str]:
    wanted = [*ACTS] if blocker else [*ACTS, P.TRANSFERS_START]
    granted = [P.GRANTS_MANAGE] if manages else []
    return actions.among(caller, own, wanted, granted=granted)


def _may_grant(caller: Caller, own: Membership, *, manages: bool) -> list[str]:
    granted = [P.GRANTS_MANAGE] if manages else []
    return actions.among(caller, own, [P.GRANTS_MANAGE], granted=granted)


def _against(products: list[UUID], source: UUID) -> dict[UUID, Blocker]:
    found: dict[UUID, Blocker] = {}
    for blocker in transfers.blockers(products, source=source, together=False):
        found.setdefault(blocker.root, blocker)
    return found
