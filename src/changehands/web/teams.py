"""Pages of work teams: the list, one team, who is in it, and what it has rights on."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changehands.core import organizations
from changehands.core.access.queries import team_grants_page
from changehands.core.organizations import queries
from changehands.kernel.clock import now
from changehands.kernel.ids import from_public
from changehands.kernel.names import MOST
from changehands.models import Membership, Team, TeamMember
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.web.forms import CoreForm
from changehands.web.guard import actor, in_organization, organization, place
from changehands.web.narrowing import kept, query_of


class NameForm(CoreForm):
    """What a work team is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=MOST,
        error_messages={"required": gettext_lazy("Write a name for the team.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MemberForm(CoreForm):
    """Someone of the Organization who is not in the team yet."""

    person = forms.ChoiceField(
        label=gettext_lazy("Person"),
        error_messages={"required": gettext_lazy("Choose a person.")},
    )

    def __init__(self, team: Team, data: Any = None) -> None:
        super().__init__(data)
        cast(Any, self.fields["person"]).choices = [("", _("Choose")), *_outside(team)]

    def arguments(self) -> dict[str, Any]:
        """The person as the key of their place."""
        return {"membership_id": from_public("membership", self.cleaned_data["person"])}


def _outside(team: Team) -> list[tuple[str, str]]:
    inside = TeamMember.objects.filter(team=team).values("membership_id")
    rows = Membership.objects.filter(organization_id=team.organization_id).exclude(id__in=inside)
    people = rows.select_related("user").order_by("user__name", "user__email")
    return [(row.public_id, str(row.user)) for row in people]


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.TEAMS_VIEW, post=P.TEAMS_MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """The work teams of the current Organization; a POST makes one."""
    here = organization(request)
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.submit(
        organizations.create_team, actor=actor(request), organization_id=here.id, at=now()
    ):
        messages.success(request, _("The team is there. Put people into it."))
        return redirect("team", form.result.id)
    narrowed = kept(request, "search")
    context = {
        "page": queries.teams_page(
            here.id, search=narrowed["search"], after=request.GET.get("after")
        ),
        "narrowed": narrowed,
        "query": query_of(narrowed),
        "form": form,
    }
    return render(request, "teams/index.html", context, status=422 if form.errors else 200)


@require_safe
@in_organization(P.TEAMS_VIEW)
def show(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """A work team: its people and the products it has rights on."""
    return _show(request, team_id)


@require_POST
@in_organization(P.TEAMS_MANAGE)
def members(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Put someone into the team."""
    form = MemberForm(queries.team(organization(request).id, team_id).team, request.POST)
    if form.submit(organizations.add_to_team, actor=actor(request), team_id=team_id, at=now()):
        messages.success(request, _("The person is in the team now."))
        return redirect("team", team_id)
    return _show(request, team_id, adding=form)


@require_POST
@in_organization(P.TEAMS_MANAGE)
def member_removal(request: HttpRequest, team_id: UUID, membership_id: UUID) -> HttpResponse:
    """Take someone out of the team."""
    organizations.remove_from_team(
        actor=actor(request), team_id=team_id, membership_id=membership_id, at=now()
    )
    messages.success(request, _("The person is no longer in the team."))
    return redirect("team", team_id)


@require_POST
@in_organization(P.TEAMS_MANAGE)
def rename(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Call the team by another name."""
    form = NameForm(request.POST)
    if form.submit(organizations.rename_team, actor=actor(request), team_id=team_id, at=now()):
        messages.success(request, _("The team has its new name."))
        return redirect("team", team_id)
    return _show(request, team_id, naming=form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.TEAMS_MANAGE)
def deletion(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Say what ends with the team, then delete it."""
    row = queries.team(organization(request).id, team_id)
    if request.method == "POST":
        organizations.delete_team(actor=actor(request), team_id=team_id, at=now())
        messages.success(request, _("The team %s is deleted.") % row.team.name)
        return redirect("teams")
    return render(request, "teams/deletion.html", {"row": row, "team": row.team})


def _show(
    request: HttpRequest,
    team_id: UUID,
    *,
    adding: MemberForm | None = None,
    naming: NameForm | None = None,
) -> HttpResponse:
    row, own = queries.team(organization(request).id, team_id), place(request)
    team = row.team
    context: dict[str, Any] = {
        "row": row,
        "team": team,
        "people": queries.team_members_page(team, after=request.GET.get("people_after")),
        "problem_form": adding or naming,
    }
    if allows(P.PRODUCTS_VIEW_ALL, own.role) or _is_in(team, own):
        context["rights"] = team_grants_page(team, after=request.GET.get("products_after"))
    if allows(P.TEAMS_MANAGE, own.role):
        named = NameForm(initial={"name": team.name})
        context |= {"adding": adding or MemberForm(team), "naming": naming or named}
    return render(request, "teams/show.html", context, status=422 if adding or naming else 200)


def _is_in(team: Team, own: Membership) -> bool:
    return TeamMember.objects.filter(team=team, membership_id=own.id).exists()
