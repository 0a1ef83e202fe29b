"""Work teams and the people in them."""

from typing import Any

from django.http import HttpRequest

from changehands.api.authentication import caller_of
from changehands.api.routes.places import key_of, place
from changehands.api.routing import Cursor, Limit, Resource, Search, nothing, perform
from changehands.api.shapes.common import MembershipId, OrganizationId, TeamId
from changehands.api.shapes.organizations import (
    NewTeamMember,
    Team,
    TeamMember,
    TeamMemberPage,
    TeamName,
    TeamPage,
)
from changehands.core import organizations
from changehands.core.organizations import queries
from changehands.core.tokens.queries import place_of
from changehands.kernel.ids import from_public
from changehands.models import Membership
from changehands.models import Team as TeamRow
from changehands.models import TeamMember as TeamMemberRow
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope

resource = Resource(tags=["teams"])


@resource.read("/organizations/{organization}/teams", Scope.TEAMS_READ, TeamPage)
def list_teams(
    request: HttpRequest,
    organization: OrganizationId,
    search: Search = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> TeamPage:
    """The work teams of an Organization by name."""
    own = place(request, organization, P.TEAMS_VIEW)
    page = queries.teams_page(own.organization_id, search=search, after=cursor, size=limit)
    items = [Team.of(caller_of(request), own, row) for row in page.rows]
    return TeamPage(items=items, next=page.next)


@resource.write("POST", "/organizations/{organization}/teams", Scope.TEAMS_WRITE, Team, 201)
def create_team(request: HttpRequest, organization: OrganizationId, body: TeamName) -> Any:
    """Make a work team, with nobody in it."""
    own = place(request, organization, P.TEAMS_MANAGE)
    return perform(
        request,
        organizations.create_team,
        lambda made: _shown(request, made),
        organization_id=own.organization_id,
        name=body.name,
    )


@resource.read("/teams/{team}", Scope.TEAMS_READ, Team)
def show_team(request: HttpRequest, team: TeamId) -> Team:
    """One work team."""
    row, own = _seen(request, team)
    return Team.of(caller_of(request), own, row)


@resource.write("PATCH", "/teams/{team}", Scope.TEAMS_WRITE, Team)
def rename_team(request: HttpRequest, team: TeamId, body: TeamName) -> Any:
    """Call a work team by another name."""
    key = key_of(request, "team", team)
    return perform(
        request,
        organizations.rename_team,
        lambda renamed: _shown(request, renamed),
        team_id=key,
        name=body.name,
    )


@resource.write("DELETE", "/teams/{team}", Scope.TEAMS_WRITE, None, 204)
def delete_team(request: HttpRequest, team: TeamId) -> Any:
    """End a work team; the rights that its members have through it end with it."""
    key = key_of(request, "team", team)
    return perform(request, organizations.delete_team, nothing, team_id=key)


@resource.read("/teams/{team}/members", Scope.TEAMS_READ, TeamMemberPage)
def list_team_members(
    request: HttpRequest,
    team: TeamId,
    search: Search = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> TeamMemberPage:
    """The people in a work team by name."""
    row, own = _seen(request, team)
    page = queries.team_members_page(row.team, search=search, after=cursor, size=limit)
    items = [TeamMember.of(caller_of(request), own, place) for place in page.rows]
    return TeamMemberPage(items=items, next=page.next)


@resource.write("POST", "/teams/{team}/members", Scope.TEAMS_WRITE, TeamMember, 201)
def add_to_team(request: HttpRequest, team: TeamId, body: NewTeamMember) -> Any:
    """Put a member of the Organization into one of its work teams."""
    key = key_of(request, "team", team)

    def rendered(made: TeamMemberRow) -> TeamMember:
        caller = caller_of(request)
        own = place_of(caller, made.organization_id, P.TEAMS_VIEW)
        return TeamMember.of(caller, own, made.membership)

    return perform(
        request,
        organizations.add_to_team,
        rendered,
        team_id=key,
        membership_id=from_public("membership", body.member_id),
    )


@resource.write("DELETE", "/teams/{team}/members/{member}", Scope.TEAMS_WRITE, None, 204)
def remove_from_team(request: HttpRequest, team: TeamId, member: MembershipId) -> Any:
    """Take a person out of a work team; the rights that they have through it end."""
    return perform(
        request,
        organizations.remove_from_team,
        nothing,
        team_id=key_of(request, "team", team),
        membership_id=from_public("membership", member),
    )


def _seen(request: HttpRequest, text: str) -> tuple[queries.TeamRow, Membership]:
    caller, key = caller_of(request), key_of(request, "team", text)
    home = queries.home_of_team(caller.user, key)
    own = place_of(caller, home, P.TEAMS_VIEW)
    return queries.team(home, key), own


def _shown(request: HttpRequest, row: TeamRow) -> Team:
    caller, home = caller_of(request), row.organization_id
    own = place_of(caller, home, P.TEAMS_VIEW)
    return Team.of(caller, own, queries.team(home, row.id))
