"""Pages of transfers: the list, starting one, one transfer and what can be done with it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changehands.core import transfers
from changehands.core.paging import Page
from changehands.core.transfers import Consent, FactsChanged, queries, selection
from changehands.kernel.clock import now
from changehands.kernel.errors import ChangehandsError, Conflict, Invalid
from changehands.models import Organization, Transfer
from changehands.policy import conditions
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.web.errors import sentence, status_of
from changehands.web.guard import actor, in_organization, organization
from changehands.web.picture import pages
from changehands.web.selection import selection_page

FILTERS = ("state", "direction", "search")
FINISHED = [state for state in Transfer.State.values if state != Transfer.State.WAITING]


def consent(request: HttpRequest) -> Consent:
    """What the form says was accepted and read."""
    accepted = conditions.CURRENT if request.POST.get("conditions") else ""
    return Consent(
        request.POST.get("conditions_version") or accepted if accepted else "",
        get_language() or "en",
        request.POST.get("digest", ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.TRANSFERS_VIEW, post=P.TRANSFERS_START)
def index(request: HttpRequest) -> HttpResponse:
    """The transfers of the current Organization; a POST starts one with what is ticked."""
    if request.method == "POST":
        return _start(request)
    kept = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    after, here = request.GET.get("after"), organization(request)
    context = {
        "waiting": [] if kept or after else queries.waiting(here),
        "page": _listed(here, kept, after),
        "states": Transfer.State.choices,
        "filtered": bool(kept),
        "query": f"{urlencode(kept)}&" if kept else "",
    }
    return render(request, "transfers/index.html", context)


def _listed(here: Organization, kept: dict[str, str], after: str | None) -> Page[Transfer]:
    states = [kept["state"]] if "state" in kept else [] if kept else FINISHED
    return queries.page(
        here,
        states=states,
        direction=kept.get("direction", ""),
        search=kept.get("search", "").strip(),
        after=after,
    )


def _start(request: HttpRequest) -> HttpResponse:
    here = organization(request)
    try:
        transfer = transfers.start(
            actor=actor(request),
            source_id=here.id,
            products=selection.chosen(actor(request), here),
            consent=consent(request),
            at=now(),
        )
    except FactsChanged as change:
        return selection_page(request, change=change)
    except (Invalid, Conflict) as problem:
        return selection_page(request, problem=problem)
    selection.clear(actor=actor(request), organization_id=here.id)
    return redirect("transfer", transfer.public_id)


@require_safe
@login_required
def show(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """A transfer: what waits, what can be done, what happened."""
    return _show(request, transfer_id)


def _show(
    request: HttpRequest, transfer_id: UUID, problem: ChangehandsError | None = None
) -> HttpResponse:
    seen = seen_by(request, transfer_id)
    may_act = seen.is_source and seen.transfer.is_waiting and allows(P.TRANSFERS_SEND, seen.role)
    context: dict[str, Any] = {
        "seen": seen,
        "transfer": seen.transfer,
        "items": queries.items(seen.transfer, after=request.GET.get("after")),
        "timeline": queries.timeline(seen),
        "may_act": may_act,
        "problem": problem and {"text": sentence(problem), "field": problem.field},
        "typed": request.POST,
        **pages.of_transfer(seen, at=now()),
    }
    if may_act:
        context["link"] = transfers.address(seen.transfer)
        context["mailings"] = seen.transfer.mailings.order_by("-id")[:5]
        context["destinations"] = queries.destinations(actor(request), source=seen.transfer.source)
    status = status_of(problem) if problem else 200
    return render(request, "transfers/show.html", context, status=status)


@require_POST
@login_required
def mailings(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Send the link to an address."""
    try:
        mailing = transfers.mail(
            actor=actor(request),
            transfer_id=transfer_id,
            address=request.POST.get("address", ""),
            language=request.POST.get("language") or actor(request).locale,
            only=bool(request.POST.get("only")),
            at=now(),
        )
    except (Invalid, Conflict) as problem:
        return _show(request, transfer_id, problem)
    messages.success(request, _("The link is being sent to %s.") % mailing.address)
    return redirect("transfer", transfer_id)


@require_POST
@login_required
def links(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Issue a new link, which kills the old one."""
    transfers.relink(actor=actor(request), transfer_id=transfer_id, at=now())
    messages.success(request, _("There is a new link. The old one no longer works."))
    return redirect("transfer", transfer_id)


@require_POST
@login_required
def extension(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Let it wait longer."""
    days = request.POST.get("days", "")
    try:
        number = int(days) if days.isdecimal() and len(days) < 4 else 0
        transfers.extend(actor=actor(request), transfer_id=transfer_id, days=number, at=now())
    except (Invalid, Conflict) as problem:
        return _show(request, transfer_id, problem)
    messages.success(request, _("It waits longer now."))
    return redirect("transfer", transfer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancellation(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Ask, then take the offer back."""
    if request.method == "POST":
        transfers.cancel(actor=actor(request), transfer_id=transfer_id, at=now())
        messages.success(request, _("The transfer is cancelled. The products stay where they are."))
        return redirect("transfer", transfer_id)
    seen = seen_by(request, transfer_id)
    return render(request, "transfers/cancellation.html", {"seen": seen, "transfer": seen.transfer})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def destination(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Show what handing over to an own Organization will do, then do it at once."""
    seen = seen_by(request, transfer_id)
    chosen = _own_destination(request, seen)
    try:
        if request.method == "POST":
            transfers.direct(
                actor=actor(request),
                transfer_id=transfer_id,
                destination_id=chosen.organization.id,
                consent=consent(request),
                at=now(),
            )
            messages.success(request, _("The products are with %s now.") % chosen.organization.name)
            return redirect("transfer", transfer_id)
        preview, problem = _consequences(seen.transfer, chosen), None
    except (Conflict, Invalid) as error:
        preview, problem = _consequences(seen.transfer, chosen), error
    context = {
        "seen": seen,
        "transfer": seen.transfer,
        "chosen": chosen.organization,
        "preview": preview,
        "picture": pages.of_direct(seen.transfer, preview, chosen.organization),
        "conditions": conditions.CURRENT,
        "problem": problem and {"text": sentence(problem), "field": problem.field},
    }
    status = status_of(problem) if problem else 200
    return render(request, "transfers/destination.html", context, status=status)


def _own_destination(request: HttpRequest, seen: queries.View) -> queries.Destination:
    wanted = (request.POST if request.method == "POST" else request.GET).get("organization", "")
    for candidate in queries.destinations(actor(request), source=seen.transfer.source):
        if candidate.organization.public_id == wanted and candidate.is_open:
            return candidate
    raise Invalid(
        "destination-unknown",
        "Choose one of your Organizations in which you may receive products.",
        field="organization",
    )


def _consequences(transfer: Transfer, chosen: queries.Destination) -> transfers.Preview:
    return queries.consequences(transfer, destination=chosen.organization.id, at=now())


def seen_by(request: HttpRequest, transfer_id: UUID) -> queries.View:
    """The transfer as the person's side sees it, that of their current Organization first."""
    here = getattr(request, "membership", None)
    preferred = here.organization_id if here else None
    return queries.view(actor(request), transfer_id, preferred=preferred)
