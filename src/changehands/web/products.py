"""Pages of products: the list, one product, and who has rights on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from changehands.core import access, transfers
from changehands.core.access.queries import grants_of, people_with_access
from changehands.core.organizations import authority
from changehands.core.products import holders, invoices, queries
from changehands.core.transfers import Blocker, selection
from changehands.kernel.clock import now
from changehands.kernel.errors import NotFound
from changehands.kernel.ids import from_public
from changehands.models import Fact, Membership, Product, Transfer
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.web.current import memberships_of
from changehands.web.grants import GrantForm
from changehands.web.guard import actor, in_organization, place
from changehands.web.narrowing import kept, query_of

MOST_INVOICES: Final = 5
STATES: Final = {
    "active": gettext_lazy("In use"),
    "offered": gettext_lazy("Waits to be received"),
    "expiring": gettext_lazy("Expires soon"),
    "expired": gettext_lazy("Expired, can be renewed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list: whether it is ticked to be handed over, and why it cannot be."""

    row: queries.ProductRow
    ticked: bool = False
    blocker: Blocker | None = None


@require_safe
@in_organization(P.PRODUCTS_VIEW_OWN)
def index(request: HttpRequest) -> HttpResponse:
    """The products of the current Organization that this person may see."""
    here, narrowed = place(request), kept(request, "search", "kind", "state")
    page = queries.products_page(
        here,
        at=now(),
        search=narrowed["search"],
        kind=narrowed["kind"],
        state=narrowed["state"],
        after=request.GET.get("after"),
    )
    context: dict[str, Any] = {
        "page": page,
        "lines": [Line(row) for row in page.rows],
        "kinds": queries.kinds_among(here),
        "states": [(code, STATES.get(code) or Fact(code).label) for code in queries.STATES],
        "narrowed": narrowed,
        "query": query_of(narrowed),
    }
    if allows(P.TRANSFERS_START, here.role):
        context |= _ticks(request, here, page.rows)
    return render(request, "products/index.html", context)


def _ticks(
    request: HttpRequest, here: Membership, rows: Sequence[queries.ProductRow]
) -> dict[str, Any]:
    """The lines with their boxes, and how many boxes are ticked here and on other pages."""
    shown = [row.product.id for row in rows]
    against: dict[UUID, Blocker] = {}
    for blocker in transfers.blockers(shown, source=here.organization_id, together=False):
        against.setdefault(blocker.root, blocker)
    ticked = set(selection.chosen(actor(request), here.organization))
    lines = [Line(row, row.product.id in ticked, against.get(row.product.id)) for row in rows]
    return {
        "may_tick": True,
        "lines": lines,
        "chosen": len(ticked),
        "elsewhere": len(ticked.difference(shown)),
    }


@require_safe
@login_required
def show(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """A product: its state and holder, who has access and why, and what belongs to it."""
    return _show(request, queries.product_of(actor(request), product_id))


@require_POST
@login_required
def grants(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Give a person or a work team a right on the product."""
    seen = queries.product_of(actor(request), product_id)
    if not seen.manages:
        raise authority.denied(P.GRANTS_MANAGE, seen.product.holder)
    form = GrantForm(seen.product, request.POST)
    if form.submit(access.grant, actor=actor(request), product_id=product_id, at=now()):
        messages.success(request, _("The access is given."))
        return redirect("product", product_id)
    return _show(request, seen, form)


@require_POST
@login_required
def revocation(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Take a right away, and go back to the product while it can still be seen."""
    product_id = from_public("product", request.POST.get("product", ""))
    access.revoke(actor=actor(request), grant_id=grant_id, at=now())
    messages.success(request, _("The access is taken away."))
    try:
        queries.product_of(actor(request), product_id)
    except NotFound:
        return redirect("products")
    return redirect("product", product_id)


def _show(request: HttpRequest, seen: queries.Seen, form: GrantForm | None = None) -> HttpResponse:
    product, role = seen.product, seen.role
    visible = queries.visible_to(_place_with(request, product.holder_id))
    context: dict[str, Any] = {
        "seen": seen,
        "product": product,
        "is_here": product.holder_id == place(request).organization_id,
        "parts": queries.parts_page(product, among=visible, after=request.GET.get("parts_after")),
        "connections": queries.connections(product, among=visible),
        "waiting": _waiting(product),
        **_access(request, seen, form),
    }
    if allows(P.MEMBERS_VIEW, role):
        context["chain"] = holders.holders_chain(product, product.holder_id)
    if allows(P.INVOICES_VIEW, role):
        bills = invoices.invoices_page(product.holder_id, product=product.id)
        context |= {"bills": bills.rows[:MOST_INVOICES], "bills_total": bills.total}
    if allows(P.TRANSFERS_START, role):
        context["blockers"] = transfers.blockers([product.id], source=product.holder_id)
    status = 422 if form and form.errors else 200
    return render(request, "products/show.html", context, status=status)


def _access(request: HttpRequest, seen: queries.Seen, form: GrantForm | None) -> dict[str, Any]:
    """People and teams with access, as far as this person may know; and the form to give some."""
    product, viewer = seen.product, actor(request)
    if not allows(P.MEMBERS_VIEW, seen.role):
        own = people_with_access(product, search=viewer.email).rows
        return {"own": next((person for person in own if person.user == viewer), None)}
    may_grant = seen.manages or allows(P.GRANTS_MANAGE, seen.role)
    search = request.GET.get("person", "")
    people = people_with_access(product, search=search, after=request.GET.get("people_after"))
    return {
        "people": people,
        "person": search,
        "team_grants": [given for given in grants_of(product) if given.team_id],
        "may_grant": may_grant,
        "form": (form or GrantForm(product)) if may_grant else None,
    }


def _place_with(request: HttpRequest, holder: UUID) -> Membership:
    """The viewer's place with the holder; whoever has a right on the product has one."""
    return next(own for own in memberships_of(request) if own.organization_id == holder)


def _waiting(product: Product) -> Transfer | None:
    return Transfer.objects.filter(
        items__product=product, state=Transfer.State.WAITING, source=product.holder_id
    ).first()
