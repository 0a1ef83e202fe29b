"""Taking an invitation up: the link is opened like that of a transfer, then accepted."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from changehands.core import organizations
from changehands.core.emails import has_verified_address
from changehands.core.organizations import queries
from changehands.kernel.clock import now
from changehands.kernel.errors import ChangehandsError, Invalid
from changehands.kernel.ids import to_public
from changehands.models import Invitation
from changehands.web.current import memberships_of, switch_to
from changehands.web.errors import sentence, status_of
from changehands.web.guard import actor
from changehands.web.headers import private
from changehands.web.opening import proven, sign_out_holding

HELD = "invitations"


def held_invitation(request: HttpRequest, invitation_id: UUID) -> Invitation | None:
    """The invitation, if this browser presented its link or it is to an address of the person."""
    if to_public("invitation", invitation_id) in request.session.get(HELD, []):
        rows = Invitation.objects.select_related("organization", "invited_by")
        return rows.filter(id=invitation_id).first()
    if not request.user.is_authenticated:
        return None
    waiting = queries.invitations_of(actor(request), at=now())
    return next((one for one in waiting if one.id == invitation_id), None)


@require_safe
@private
def show(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Who invites into what, as what; a field for the link to everybody else."""
    invitation = held_invitation(request, invitation_id)
    if invitation is None:
        return _ask_for_link(request, invitation_id)
    inside = _is_in(request, invitation)
    context = {"invitation": invitation, "inside": inside}
    if inside or not _is_open(invitation):
        return render(request, "invitations/over.html", context, status=200 if inside else 410)
    if request.user.is_authenticated:
        context["entitled"] = has_verified_address(actor(request), invitation.email)
    return render(request, "invitations/show.html", context)


@require_POST
@private
def opened(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take the secret that the page's script, or a person, sends; nothing but the session changes."""
    try:
        proven(request, organizations.prove_invitation, invitation_id)
    except Invalid as problem:
        return _ask_for_link(request, invitation_id, problem)
    held = [*request.session.get(HELD, []), to_public("invitation", invitation_id)]
    request.session[HELD] = held[-20:]
    return redirect("invitation", invitation_id)


@require_POST
@login_required
@private
def acceptance(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Join the Organization, and work in it from now on."""
    invitation = held_invitation(request, invitation_id)
    if invitation is None:
        return redirect("invitation", invitation_id)
    membership = organizations.accept_invitation(
        actor=actor(request),
        invitation_id=invitation_id,
        link=organizations.invitation_address(invitation),
        at=now(),
    )
    switch_to(request, membership.organization_id)
    messages.success(request, _("You are in %s now.") % invitation.organization.name)
    return redirect("products")


@require_POST
@private
def other_account(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Sign out and come back with the link still in hand."""
    sign_out_holding(request, HELD)
    return redirect("invitation", invitation_id)


def _ask_for_link(
    request: HttpRequest, invitation_id: UUID, problem: ChangehandsError | None = None
) -> HttpResponse:
    context = {
        "invitation_id": to_public("invitation", invitation_id),
        "problem": problem and sentence(problem),
    }
    status = status_of(problem) if problem else 200
    return render(request, "invitations/code.html", context, status=status)


def _is_open(invitation: Invitation) -> bool:
    ended = invitation.accepted_at or invitation.withdrawn_at
    return not ended and invitation.expires_at > now()


def _is_in(request: HttpRequest, invitation: Invitation) -> bool:
    return any(m.organization_id == invitation.organization_id for m in memberships_of(request))
