"""The verbs of work teams."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from changehands.core.activity import record
from changehands.core.notifications import tell_people
from changehands.core.operation import operation
from changehands.core.organizations import authority
from changehands.core.organizations.places import no_such_member, place_in
from changehands.kernel.errors import Conflict, NotFound
from changehands.kernel.names import clean_name
from changehands.models import Membership, Team, TeamMember, User
from changehands.policy.permissions import Permission as P


@operation
def create_team(*, actor: User, organization_id: UUID, name: str, at: datetime) -> Team:
    """Make a work team of an Organization, with nobody in it."""
    organization = authority.lock([organization_id])[organization_id]
    authority.require(P.TEAMS_MANAGE, actor, organization)
    name = _free_name(organization_id, name)
    team = Team.objects.create(organization=organization, name=name)
    _log("team.created", team, actor, at)
    return team


@operation
def rename_team(*, actor: User, team_id: UUID, name: str, at: datetime) -> Team:
    """Call a work team by another name."""
    team = _lock_team(team_id, actor=actor)
    before, team.name = team.name, _free_name(team.organization_id, name, team=team)
    team.save(update_fields=["name"])
    _log("team.renamed", team, actor, at, before=before)
    return team


@operation
def delete_team(*, actor: User, team_id: UUID, at: datetime) -> None:
    """End a work team; the rights that its members have through it end with it."""
    team = _lock_team(team_id, actor=actor)
    people = list(team.team_members.values_list("membership__user_id", flat=True))
    _log("team.deleted", team, actor, at, people=len(people))
    _tell("team.deleted", team, people, actor, at)
    team.delete()


@operation
def add_to_team(*, actor: User, team_id: UUID, membership_id: UUID, at: datetime) -> TeamMember:
    """Put a member of the Organization into one of its work teams."""
    team = _lock_team(team_id, actor=actor)
    membership = place_in(team.organization_id, membership_id)
    place, is_new = TeamMember.objects.get_or_create(
        team=team, membership=membership, organization_id=team.organization_id
    )
    if not is_new:
        raise Conflict(
            "already-in-team",
            "%(person)s is in %(team)s already.",
            person=str(membership.user),
            team=team.name,
        )
    _log_person("team.member-added", team, membership, actor, at)
    _tell("team.member-added", team, [membership.user_id], actor, at)
    return place


@operation
def remove_from_team(*, actor: User, team_id: UUID, membership_id: UUID, at: datetime) -> None:
    """Take a person out of a work team; the rights that they have through it end."""
    team = _lock_team(team_id, actor=actor)
    membership = place_in(team.organization_id, membership_id)
    gone, _ = TeamMember.objects.filter(team=team, membership=membership).delete()
    if not gone:
        raise no_such_member()
    _log_person("team.member-removed", team, membership, actor, at)
    _tell("team.member-removed", team, [membership.user_id], actor, at)


def no_such_team() -> NotFound:
    """The one answer for a team that is not there and for one that is not theirs."""
    return NotFound("team-not-found", "There is no such work team, or it is not yours.")


def _lock_team(team_id: UUID, *, actor: User) -> Team:
    home = (
        Team.objects.filter(id=team_id, organization__memberships__user=actor.pk)
        .values_list("organization_id", flat=True)
        .first()
    )
    if home is None:
        raise no_such_team()
    organization = authority.lock([home])[home]
    authority.require(P.TEAMS_MANAGE, actor, organization)
    team = Team.objects.filter(id=team_id).first()
    if team is None:
        raise no_such_team()
    return team


def _free_name(organization_id: UUID, name: str, *, team: Team | None = None) -> str:
    cleaned = clean_name(name)
    others = Team.objects.filter(organization_id=organization_id, name=cleaned)
    if team is not None:
        others = others.exclude(id=team.id)
    if others.exists():
        raise Conflict(
            "team-name-taken",
            "There is a work team called “%(name)s” already. Choose another name.",
            field="name",
            name=cleaned,
        )
    return cleaned


def _log_person(event: str, team: Team, membership: Membership, actor: User, at: datetime) -> None:
    person = membership.user
    _log(event, team, actor, at, user=person.public_id, person=str(person), email=person.email)


def _log(event: str, team: Team, actor: User, at: datetime, **facts: object) -> None:
    sides = {team.organization_id: {"team": team.name, **facts}}
    record(event, actor=actor, at=at, sides=sides, subject=team.id)


def _tell(event: str, team: Team, people: Sequence[UUID], actor: User, at: datetime) -> None:
    tell_people(
        event,
        people=people,
        organization=team.organization_id,
        data={"team": team.name},
        subject=team.id,
        actor=actor,
        at=at,
    )
