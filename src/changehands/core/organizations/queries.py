"""Reading the people, invitations and work teams of one Organization.

Who may ask is decided before: see MEMBERS_VIEW, MEMBERS_MANAGE and TEAMS_VIEW.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Count, F, Q, QuerySet

from changehands.core.organizations.places import place_in
from changehands.core.organizations.teams import no_such_team
from changehands.core.paging import SIZE, Page, page_of
from changehands.core.searching import words
from changehands.models import Grant, Invitation, Membership, Team, TeamMember, User
from changehands.policy.roles import Role


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A work team and how much it is about."""

    team: Team
    people: int
    products: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person's place and the work teams they are in."""

    membership: Membership
    teams: list[Team]


def members_page(
    organization_id: UUID,
    *,
    search: str = "",
    role: str = "",
    after: str | None = None,
    size: int = SIZE,
) -> Page[MemberRow]:
    """The people of an Organization by name, found by name or address."""
    rows = Membership.objects.filter(organization_id=organization_id).select_related("user")
    if role:
        rows = rows.filter(role=role)
    if text := words(search):
        rows = rows.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    page = page_of(rows, "user__name", "user__email", after=after, size=size, counted=True)
    teams = _teams_of([membership.id for membership in page.rows])
    found = [MemberRow(membership, teams.get(membership.id, [])) for membership in page.rows]
    return Page(found, page.next, page.total)


def last_owner(organization_id: UUID) -> UUID | None:
    """The place of the only active owner, who can neither leave nor be lowered; None for several."""
    owners = Membership.objects.filter(
        organization_id=organization_id, role=Role.OWNER, user__is_active=True
    ).values_list("id", flat=True)[:2]
    return owners[0] if len(owners) == 1 else None


def own_place(user: User, membership_id: UUID) -> Membership | None:
    """The place with this key if it is the person's own."""
    return Membership.objects.filter(id=membership_id, user=user).first()


def member(organization_id: UUID, membership_id: UUID) -> MemberRow:
    """One person's place in this Organization. Raises NotFound for anyone else's."""
    found = place_in(organization_id, membership_id)
    return MemberRow(found, _teams_of([found.id]).get(found.id, []))


def invitations_open(
    organization_id: UUID, *, at: datetime, after: str | None = None, size: int = SIZE
) -> Page[Invitation]:
    """The invitations of an Organization that can still be taken up, by address."""
    rows = Invitation.objects.filter(
        organization_id=organization_id, accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).select_related("invited_by")
    return page_of(rows, "email", after=after, size=size, counted=True)


def invitations_of(user: User, *, at: datetime) -> list[Invitation]:
    """The invitations that wait for a person, at any address they proved to be theirs."""
    rows = Invitation.objects.filter(
        email__in=EmailAddress.objects.filter(user=user, verified=True).values("email"),
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=at,
    ).select_related("organization", "invited_by")
    return list(rows.order_by("organization__name", "id"))


def teams_page(
    organization_id: UUID, *, search: str = "", after: str | None = None, size: int = SIZE
) -> Page[TeamRow]:
    """The work teams of an Organization by name."""
    rows = Team.objects.filter(organization_id=organization_id)
    if text := words(search):
        rows = rows.filter(name__icontains=text)
    page = page_of(rows, "name", "id", after=after, size=size, counted=True)
    return Page(_with_counts(page.rows), page.next, page.total)


def home_of_team(user: User, team_id: UUID) -> UUID:
    """The Organization of a work team in which the person is. Raises NotFound otherwise."""
    rows = Team.objects.filter(id=team_id, organization__memberships__user=user)
    home = rows.values_list("organization_id", flat=True).first()
    if home is None:
        raise no_such_team()
    return home


def team(organization_id: UUID, team_id: UUID) -> TeamRow:
    """One work team of this Organization. Raises NotFound for any other."""
    found = Team.objects.filter(id=team_id, organization_id=organization_id).first()
    if found is None:
        raise no_such_team()
    return _with_counts([found])[0]


def team_members_page(
    team: Team, *, search: str = "", after: str | None = None, size: int = SIZE
) -> Page[Membership]:
    """The people in a work team by name."""
    rows = Membership.objects.filter(
        id__in=TeamMember.objects.filter(team=team).values("membership_id")
    ).select_related("user")
    if text := words(search):
        rows = rows.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    return page_of(rows, "user__name", "user__email", after=after, size=size, counted=True)


def _teams_of(memberships: list[UUID]) -> dict[UUID, list[Team]]:
    found: dict[UUID, list[Team]] = {}
    rows = TeamMember.objects.filter(membership_id__in=memberships).select_related("team")
    for place in rows.order_by("team__name"):
        found.setdefault(place.membership_id, []).append(place.team)
    return found


def _with_counts(teams: Sequence[Team]) -> list[TeamRow]:
    keys = [team.id for team in teams]
    people = _counts(TeamMember.objects.filter(team__in=keys))
    products = _counts(
        Grant.objects.filter(
            team__in=keys,
            epoch=F("product__epoch"),
            product__holder_id=F("team__organization_id"),
        )
    )
    return [TeamRow(team, people.get(team.id, 0), products.get(team.id, 0)) for team in teams]


def _counts(rows: QuerySet[Any]) -> dict[UUID, int]:
    return dict(rows.values_list("team_id").annotate(amount=Count("id")))
