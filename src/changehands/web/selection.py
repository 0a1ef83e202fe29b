"""The page where products are ticked and the conditions accepted."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from changehands.core.transfers import FactsChanged, NotMovable, selection
from changehands.core.transfers.selection import Filter
from changehands.kernel.errors import ChangehandsError, NotFound
from changehands.kernel.ids import from_public
from changehands.models import Fact
from changehands.policy import catalogue, conditions
from changehands.policy.permissions import Permission as P
from changehands.web.errors import sentence, status_of
from changehands.web.guard import actor, in_organization, organization
from changehands.web.picture import pages


@require_safe
@in_organization(P.TRANSFERS_START)
def show(request: HttpRequest) -> HttpResponse:
    """The list to tick from, and the summary of what is ticked."""
    return selection_page(request)


def selection_page(
    request: HttpRequest,
    *,
    problem: ChangehandsError | None = None,
    change: FactsChanged | None = None,
) -> HttpResponse:
    """Render the page, or for htmx the part of it that changes; with the warnings of `change`."""
    user, here, narrowed = actor(request), organization(request), _filter(request.GET)
    page = selection.candidates(user, here, narrowed, after=request.GET.get("after"))
    summary = selection.summary(user, here)
    context: dict[str, Any] = {
        "page": page,
        "summary": summary,
        "elsewhere": summary.count - sum(row.selected for row in page.rows),
        "after": request.GET.get("after", ""),
        "narrowed": narrowed,
        "matching": selection.matching(here, narrowed).count(),
        "kinds": catalogue.current().kinds,
        "states": Fact.choices,
        "query": _query(narrowed),
        "conditions": conditions.CURRENT,
        "problem": problem and {"text": sentence(problem), "field": problem.field},
        "blocked": problem.preview.blockers if isinstance(problem, NotMovable) else [],
        "preview": change and change.preview,
        "picture": change and pages.of_choice(change.preview, user, here),
        "changed": change is not None and change.code == "facts-changed",
        "accepted": bool(request.POST.get("conditions")),
    }
    target = request.headers.get("HX-Target", "")
    template = {"products": "_products_answer", "summary": "_summary"}.get(target, "new")
    status = status_of(problem) if problem else 200
    return render(request, f"transfers/{template}.html", context, status=status)


@require_POST
@in_organization(P.TRANSFERS_START)
def tick(request: HttpRequest) -> HttpResponse:
    """Change what is ticked: a page of boxes, all that match, one product, or nothing."""
    user, here = actor(request), organization(request)
    what = request.POST.get("what", "")
    if what == "clear":
        selection.clear(actor=user, organization_id=here.id)
    elif what == "matching":
        selection.tick_matching(actor=user, organization_id=here.id, narrowed=_filter(request.POST))
    else:
        ticked, shown = _keys(request, "product"), _keys(request, "shown")
        selection.tick(actor=user, organization_id=here.id, add=ticked, remove=shown - ticked)
    ticked_elsewhere = request.POST.get("page") == "products"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204) if ticked_elsewhere else _after_tick(request)
    return redirect("products") if ticked_elsewhere else redirect(_back(request))


def _after_tick(request: HttpRequest) -> HttpResponse:
    request.GET = request.POST  # the filter travels in the form
    return selection_page(request)


def _back(request: HttpRequest) -> str:
    narrowed = _query(_filter(request.POST))
    after = request.POST.get("after", "")
    query = "&".join(part for part in (narrowed, after and urlencode({"after": after})) if part)
    return reverse("transfer-new") + (f"?{query}" if query else "")


def _filter(data: Mapping[str, Any]) -> Filter:
    return Filter(
        search=str(data.get("search", "")).replace("\0", "").strip()[:100],
        kind=str(data.get("kind", ""))[:40],
        state=str(data.get("state", ""))[:20],
    )


def _query(narrowed: Filter) -> str:
    pairs = {
        "search": narrowed.search,
        "kind": narrowed.kind,
        "state": narrowed.state,
    }
    return urlencode({name: value for name, value in pairs.items() if value})


def _keys(request: HttpRequest, name: str) -> set[UUID]:
    keys = set()
    for text in request.POST.getlist(name)[:1000]:
        try:
            keys.add(from_public("product", text))
        except NotFound:
            continue
    return keys
