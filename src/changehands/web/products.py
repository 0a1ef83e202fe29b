"""Pages of products: the list, one product, and who has rights on it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from changehands.core import access, transfers
from changehands.core.access.queries import grants_of, people_with_access
from changehands.core.products import holders, invoices, queries
from changehands.core.transfers import Blocker, selection
from changehands.kernel.clock import now
from changehands.kernel.errors import NotFound
from changehands.kernel.ids import from_public
from changehands.models import Membership, Product, Transfer
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.web.narrowing import kept, query_of
from changehands.web.grants import GrantForm
from changehands.web.guard import actor, in_organization, place

MOST_INVOICES = 5


@require_safe
@in_organization(P.PRODUCTS_VIEW_OWN)
def index(request: HttpRequest) -> HttpResponse:
    """The products of the current Organization that this person may see."""
    here, narrowed = place(request), kept(request, "search", "kind", "state")
    page = queries.products_page(here, at=now(), after=request.GET.get("after"), **narrowed)
    context: dict[str, Any] = {
        "page": page,
        "kinds": queries.kinds_among(here),
        "states": queries.STATES,
        "narrowed": narrowed,
        "query": query_of(narrowed),
        "after": request.GET.get("after", ""),
    }
    if allows(P.TRANSFERS_START, here.role):
        context |= _ticks(request, here, [row.product.id for row in page.rows])
    return render(request, "products/index.html", context)


def _ticks(request: HttpRequest, here: Membership, shown: list[UUID]) -> dict[str, Any]:
    """What is ticked on this page, how much elsewhere, and what cannot be ticked."""
    rows = selection.selected(actor(request), here.organization)
    ticked = set(rows.values_list("product_id", flat=True))
    return {
        "ticked": ticked,
        "elsewhere": len(ticked.difference(shown)),
        "blocked": _by_root(transfers.blockers(shown, source=here.organization_id, together=False)),
    }


def _by_root(blockers: Iterable[Blocker]) -> dict[UUID, Blocker]:
    found: dict[UUID, Blocker] = {}
    for blocker in blockers:
        found.setdefault(blocker.root, blocker)
    return found


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
    context: dict[str, Any] = {
        "seen": seen,
        "product": product,
        "is_here": product.holder_id == _current(request),
        "parts": queries.parts_page(product, after=request.GET.get("parts_after")),
        "connections": queries.connections(product),
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


def _current(request: HttpRequest) -> UUID | None:
    here = place(request)
    return here.organization_id if here else None


def _waiting(product: Product) -> Transfer | None:
    return Transfer.objects.filter(
        items__product=product, state=Transfer.State.WAITING, source=product.holder_id
    ).first()
