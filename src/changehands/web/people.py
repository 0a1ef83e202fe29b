"""Pages of people: who is in the Organization, inviting, roles, removing, leaving."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changehands.core import organizations
from changehands.core.access.queries import person_grants_page
from changehands.core.organizations import places, queries
from changehands.kernel.clock import now
from changehands.kernel.errors import ChangehandsError, Conflict, Invalid
from changehands.models import ROLE_LABELS, Membership
from changehands.policy.languages import OWN_NAMES
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.policy.roles import Role
from changehands.web.errors import sentence, status_of
from changehands.web.forms import CoreForm
from changehands.web.guard import actor, in_organization, organization, place
from changehands.web.narrowing import kept, query_of


class InvitationForm(CoreForm):
    """Whom to invite, and as what."""

    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={"required": gettext_lazy("Write the address of whom you invite.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Role.MEMBER)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=OWN_NAMES.items,
        required=False,
    )

    def __init__(self, inviter: Membership, data: Any = None) -> None:
        super().__init__(data, initial={"language": inviter.user.locale})
        cast(Any, self.fields["role"]).choices = roles_given_by(inviter)


def roles_given_by(place: Membership) -> list[tuple[str, str]]:
    """The roles that this person may give, the least powerful first."""
    may_make_owners = allows(P.OWNERS_MANAGE, place.role)
    return [
        (role.value, str(ROLE_LABELS[role]))
        for role in reversed(Role)
        if role != Role.OWNER or may_make_owners
    ]


@require_safe
@in_organization(P.MEMBERS_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The people of the current Organization, and who is invited."""
    return _index(request)


@require_POST
@in_organization(P.MEMBERS_MANAGE)
def invitations(request: HttpRequest) -> HttpResponse:
    """Invite an address."""
    form, here = InvitationForm(place(request), request.POST), organization(request)
    if form.submit(organizations.invite, actor=actor(request), organization_id=here.id, at=now()):
        messages.success(request, _("%s is invited by e-mail.") % form.cleaned_data["email"])
        return redirect("people")
    return _index(request, form=form)


@require_POST
@login_required
def withdrawal(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    organizations.withdraw_invitation(actor=actor(request), invitation_id=invitation_id, at=now())
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("people")


@require_POST
@in_organization(P.MEMBERS_VIEW)
def role(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Give someone another role."""
    wanted = request.POST.get("role", "")
    try:
        changed = organizations.change_role(
            actor=actor(request), membership_id=membership_id, role=wanted, at=now()
        )
    except (Conflict, Invalid) as problem:
        return _index(request, refused=(membership_id, wanted, problem))
    told = {"person": changed.user, "role": changed.role_label}
    messages.success(request, _("The role of %(person)s is now: %(role)s.") % told)
    return redirect("people")


def _index(
    request: HttpRequest,
    *,
    form: InvitationForm | None = None,
    refused: tuple[UUID, str, ChangehandsError] | None = None,
) -> HttpResponse:
    here, own = organization(request), place(request)
    narrowed = kept(request, "search", "role")
    context: dict[str, Any] = {
        "page": queries.members_page(
            here.id,
            search=narrowed["search"],
            role=narrowed["role"],
            after=request.GET.get("after"),
        ),
        "narrowed": narrowed,
        "query": query_of(narrowed),
        "roles": [(code.value, ROLE_LABELS[code]) for code in Role],
        "may_manage_owners": allows(P.OWNERS_MANAGE, own.role),
    }
    if allows(P.MEMBERS_MANAGE, own.role):
        context |= {
            "form": form or InvitationForm(own),
            "given": roles_given_by(own),
            "invited": queries.invitations_open(
                here.id, at=now(), after=request.GET.get("invited_after")
            ),
        }
    status = 422 if form else 200
    if refused:
        key, wanted, problem = refused
        context["refused"] = {"id": key, "role": wanted, "text": sentence(problem)}
        status = status_of(problem)
    return render(request, "people/index.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.MEMBERS_MANAGE)
def removal(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Say what the person loses, then remove them."""
    row, problem = queries.member(organization(request).id, membership_id), None
    if row.membership.user_id == actor(request).pk:
        return redirect("leaving")
    if request.method == "POST":
        try:
            organizations.remove_member(actor=actor(request), membership_id=membership_id, at=now())
        except Conflict as error:
            problem = error
        else:
            messages.success(request, _("%s is removed.") % row.membership.user)
            return redirect("people")
    return _farewell(request, "removal", row, problem)


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.ORGANIZATION_LEAVE)
def leaving(request: HttpRequest) -> HttpResponse:
    """Say what one gives up, then leave."""
    here = organization(request)
    row, problem = queries.member(here.id, place(request).id), None
    try:
        places.require_owner_stays(row.membership)
        if request.method == "POST":
            organizations.leave(actor=actor(request), organization_id=here.id, at=now())
            messages.success(request, _("You have left %s.") % here.name)
            return redirect("products")
    except Conflict as error:
        problem = error
    return _farewell(request, "leaving", row, problem)


def _farewell(
    request: HttpRequest, page: str, row: queries.MemberRow, problem: Conflict | None
) -> HttpResponse:
    here, leaver = organization(request), row.membership
    context = {
        "row": row,
        "leaver": leaver,
        "rights": person_grants_page(here.id, leaver.user_id, after=request.GET.get("after")),
        "sees_all": allows(P.PRODUCTS_VIEW_ALL, leaver.role),
        "problem": problem and sentence(problem),
    }
    status = status_of(problem) if problem and request.method == "POST" else 200
    return render(request, f"people/{page}.html", context, status=status)
