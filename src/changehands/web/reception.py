"""The receiver's side: opening a link, seeing the offer, receiving or declining it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changehands.core import transfers
from changehands.core.transfers import FactsChanged, Link, NotMovable, queries
from changehands.core.transfers.doubt import doubt_about
from changehands.kernel.clock import now
from changehands.kernel.errors import ChangehandsError, Invalid
from changehands.kernel.ids import from_public, to_public
from changehands.policy import conditions
from changehands.web.current import memberships_of, switch_to
from changehands.web.errors import sentence, status_of
from changehands.web.guard import actor
from changehands.web.headers import private
from changehands.web.opening import proven, sign_out_holding
from changehands.web.picture import pages
from changehands.web.transfers import consent

HELD = "links"


def held_link(request: HttpRequest, transfer_id: UUID) -> Link | None:
    """The proof that this browser presented the link's secret."""
    generation = request.session.get(HELD, {}).get(to_public("transfer", transfer_id))
    return Link(transfer_id, generation) if generation else None


@require_safe
@private
def show(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """What is offered, to who holds the link; a field for the link to everybody else."""
    link = held_link(request, transfer_id)
    if link is None:
        return _ask_for_link(request, transfer_id)
    return _offer_page(request, link)


@require_POST
@private
def opened(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Take the secret that the page's script, or a person, sends; nothing but the session changes."""
    try:
        link = proven(request, transfers.prove, transfer_id)
    except Invalid as problem:
        return _ask_for_link(request, transfer_id, problem)
    held = request.session.get(HELD, {})
    held[to_public("transfer", transfer_id)] = link.generation
    request.session[HELD] = held
    return redirect("offer", transfer_id)


@require_POST
@login_required
@private
def reception(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Receive every product."""
    link = held_link(request, transfer_id)
    if link is None:
        return redirect("offer", transfer_id)
    try:
        transfer = transfers.receive(
            actor=actor(request),
            link=link,
            destination_id=_chosen(request),
            consent=consent(request),
            at=now(),
        )
    except (FactsChanged, NotMovable, Invalid) as problem:
        return _offer_page(request, link, problem)
    if transfer.destination:
        switch_to(request, transfer.destination)
    messages.success(request, _("The products are yours now."))
    return redirect("transfer", transfer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def refusal(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Ask, then decline."""
    link = held_link(request, transfer_id)
    if link is None:
        return redirect("offer", transfer_id)
    offer = queries.offer(link, at=now())
    if request.method == "POST":
        transfers.decline(actor=actor(request), link=link, at=now())
        return redirect("offer", transfer_id)
    return render(request, "reception/refusal.html", {"transfer": offer.transfer})


@require_POST
@private
def other_account(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Sign out and come back with the link still in hand."""
    sign_out_holding(request, HELD)
    return redirect("offer", transfer_id)


def _ask_for_link(
    request: HttpRequest, transfer_id: UUID, problem: ChangehandsError | None = None
) -> HttpResponse:
    context = {
        "transfer_id": to_public("transfer", transfer_id),
        "problem": problem and {"text": sentence(problem), "field": "code"},
    }
    status = status_of(problem) if problem else 200
    return render(request, "reception/code.html", context, status=status)


def _offer_page(
    request: HttpRequest, link: Link, problem: ChangehandsError | None = None
) -> HttpResponse:
    offer = queries.offer(link, at=now())
    context: dict[str, Any] = {
        "offer": offer,
        "transfer": offer.transfer,
        "problem": problem and {"text": sentence(problem), "field": problem.field},
    }
    if not offer.is_open:
        return render(request, "reception/dead.html", context, status=410)
    if not request.user.is_authenticated:
        return render(request, "reception/invitation.html", context)
    context |= _what_it_means(request, offer)
    status = status_of(problem) if problem else 200
    return render(request, "reception/offer.html", context, status=status)


def _what_it_means(request: HttpRequest, offer: queries.Offer) -> dict[str, Any]:
    choices = queries.destinations(actor(request), source=offer.transfer.source)
    ready = [choice.organization for choice in choices if choice.is_open]
    typed = request.POST.get("destination") or request.GET.get("destination", "")
    chosen = next((one for one in ready if one.public_id == typed), None)
    if chosen is None and len(ready) == 1 and not typed:
        chosen = ready[0]
    preview = queries.consequences(
        offer.transfer, destination=chosen.id if chosen else None, at=now()
    )
    return {
        "choices": choices,
        "ready": ready,
        "chosen": chosen,
        "preview": preview,
        "picture": pages.of_offer(offer.transfer, preview, chosen),
        "products": queries.offered_products(offer.transfer, after=request.GET.get("after")),
        "conditions": conditions.CURRENT,
        "entitled": queries.may_receive_by_link(actor(request), offer.transfer),
        "accepted": bool(request.POST.get("conditions")),
        "doubt": doubt_about(
            offer.transfer.source, own=[place.organization for place in memberships_of(request)]
        ),
        "is_of_source": any(
            place.organization_id == offer.transfer.source_id for place in memberships_of(request)
        ),
    }


def _chosen(request: HttpRequest) -> UUID:
    text = request.POST.get("destination", "")
    if not text:
        raise Invalid(
            "destination-missing",
            "Choose the Organization that receives the products.",
            field="destination",
        )
    return from_public("organization", text)
