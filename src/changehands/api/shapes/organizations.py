"""Organizations, the people in them, invitations, teams and tokens."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from changehands.api import actions
from changehands.api.shapes.common import (
    Actions,
    Body,
    Email,
    InvitationId,
    Language,
    MembershipId,
    Name,
    Next,
    OrganizationId,
    OrganizationRef,
    Person,
    Shape,
    TeamId,
    TokenId,
)
from changehands.core.organizations.queries import MemberRow, TeamRow
from changehands.core.tokens import Caller, Made
from changehands.models import ApiToken, Invitation, Membership
from changehands.policy.permissions import Permission as P
from changehands.policy.roles import Role

Role_ = Literal["owner", "admin", "member", "external"]
Kind = Literal["company", "association", "person"]
Scope_ = Literal[
    "organizations:read",
    "organizations:write",
    "members:read",
    "members:write",
    "teams:read",
    "teams:write",
    "products:read",
    "grants:write",
    "invoices:read",
    "transfers:read",
    "transfers:write",
    "events:read",
    "tokens:write",
    "webhooks:read",
    "webhooks:write",
    "access:evaluate",
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["CH"])]
Currency = Annotated[Literal["CHF", "EUR", "GBP", "USD"], Field(examples=["CHF"])]


def _text_only(value: object) -> object:
    if value is None or isinstance(value, str):
        return value
    raise PydanticCustomError("datetime_type", "Send a time as text, as 2027-01-31T12:00:00Z")


Instant = Annotated[AwareDatetime, BeforeValidator(_text_only), Field(strict=False)]


class Organization(Shape):
    """Holds products and is party to the contract."""

    id: OrganizationId
    name: str = Field(examples=["Example Ltd"])
    kind: str = Field(examples=["company"])
    country: str = Field(examples=["CH"])
    currency: str = Field(examples=["CHF"])
    frozen: bool
    created_at: datetime
    role: Role_ | None = Field(description="the role of the token's person in it")
    actions: Actions

    @classmethod
    def of(cls, caller: Caller, place: Membership) -> "Organization":
        """From the core: the Organization of a place."""
        row = place.organization
        return cls(
            id=row.public_id,
            name=row.name,
            kind=row.kind,
            country=row.country,
            currency=row.currency,
            frozen=row.frozen_at is not None,
            created_at=row.created_at,
            role=Role(place.role).value,
            actions=actions.in_organization(caller, place),
        )


class OrganizationPage(Shape):
    """Some Organizations."""

    items: list[Organization]
    next: Next


class NewOrganization(Body):
    """What an Organization is called, is, and pays in."""

    name: Name
    kind: Kind = "company"
    country: Country = "CH"
    currency: Currency = "CHF"


class OrganizationChange(Body):
    """What is to change; what is left out stays."""

    name: Name | None = None
    kind: Kind | None = None
    country: Country | None = None
    currency: Currency | None = None


class Token(Shape):
    """A token, without its secret."""

    id: TokenId
    name: str = Field(examples=["deployment"])
    prefix: str = Field(examples=["chp_4Zk1xQ"])
    person: Person
    organization_id: OrganizationId | None
    scopes: list[str] = Field(examples=[["products:read", "transfers:write"]])
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    actions: Actions

    @classmethod
    def facts(cls, caller: Caller, row: ApiToken, place: Membership | None) -> dict[str, Any]:
        """From the core, as arguments."""
        own = {P.TOKENS_MANAGE} if row.user_id == caller.user.pk else set()
        may = actions.among(caller, place, [P.TOKENS_MANAGE], granted=own) if place else []
        return {
            "id": row.public_id,
            "name": row.name,
            "prefix": row.prefix,
            "person": Person.of(row.user),
            "organization_id": place.organization.public_id if place else None,
            "scopes": list(row.scopes),
            "created_at": row.created_at,
            "expires_at": row.expires_at,
            "last_used_at": row.last_used_at,
            "actions": may,
        }

    @classmethod
    def of(cls, caller: Caller, row: ApiToken, place: Membership | None) -> "Token":
        """From the core."""
        return cls(**cls.facts(caller, row, place))


class MadeToken(Token):
    """A new token. Its secret is shown this once: a repetition of the request answers null."""

    secret: str | None = Field(examples=["chp_4Zk1xQ9mW2vB7nL5tR8yC3dF6gH0jK1pS4aZ6u"])

    @classmethod
    def made(cls, caller: Caller, made: Made, place: Membership) -> "MadeToken":
        """From the core."""
        return cls(secret=made.secret, **cls.facts(caller, made.token, place))


class NewToken(Body):
    """What a token is to be good for, and until when."""

    name: Name
    scopes: list[Scope_] = Field(min_length=1, max_length=20, examples=[["products:read"]])
    expires_at: Instant | None = Field(None, examples=["2027-01-31T12:00:00Z"])


class TokenPage(Shape):
    """Some tokens."""

    items: list[Token]
    next: Next


class Me(Shape):
    """Who the token acts for, and what it is good for."""

    person: Person
    locale: str = Field(examples=["en"])
    organization: OrganizationRef | None = Field(description="to which the token is bound")
    token: Token


class TeamRef(Shape):
    """A work team by id and name."""

    id: TeamId
    name: str = Field(examples=["Web"])


class Member(Shape):
    """A person's place in an Organization."""

    id: MembershipId
    person: Person
    role: Role_
    teams: list[TeamRef]
    actions: Actions

    @classmethod
    def of(cls, caller: Caller, own: Membership, row: MemberRow, last_owner: bool) -> "Member":
        """From the core."""
        place = row.membership
        return cls(
            id=place.public_id,
            person=Person.of(place.user),
            role=Role(place.role).value,
            teams=[TeamRef(id=team.public_id, name=team.name) for team in row.teams],
            actions=actions.on_member(caller, own, place, is_last_owner=last_owner),
        )


class MemberPage(Shape):
    """Some members."""

    items: list[Member]
    next: Next


class RoleChange(Body):
    """Another role."""

    role: Role_ = Field(examples=["admin"])


class OpenInvitation(Shape):
    """An invitation that can still be taken up."""

    id: InvitationId
    email: str = Field(examples=["rui@example.com"])
    role: Role_
    invited_by: Person
    created_at: datetime
    expires_at: datetime
    actions: Actions

    @classmethod
    def of(cls, caller: Caller, own: Membership, row: Invitation) -> "OpenInvitation":
        """From the core."""
        needed = P.OWNERS_MANAGE if row.role == Role.OWNER else P.MEMBERS_MANAGE
        may = actions.among(caller, own, [needed])
        return cls(
            id=row.public_id,
            email=row.email,
            role=Role(row.role).value,
            invited_by=Person.of(row.invited_by),
            created_at=row.created_at,
            expires_at=row.expires_at,
            actions=may,
        )


class InvitationPage(Shape):
    """Some invitations."""

    items: list[OpenInvitation]
    next: Next


class NewInvitation(Body):
    """Whom to invite, and as what."""

    email: Email
    role: Role_ = Field("member", examples=["member"])
    language: Language | None = Field(None, description="of the mail; yours if left out")


class Team(Shape):
    """A named group of people of one Organization."""

    id: TeamId
    name: str = Field(examples=["Web"])
    people: int
    products: int = Field(description="on how many products it has a right")
    actions: Actions

    @classmethod
    def of(cls, caller: Caller, own: Membership, row: TeamRow) -> "Team":
        """From the core."""
        return cls(
            id=row.team.public_id,
            name=row.team.name,
            people=row.people,
            products=row.products,
            actions=actions.among(caller, own, [P.TEAMS_VIEW, P.TEAMS_MANAGE]),
        )


class TeamPage(Shape):
    """Some work teams."""

    items: list[Team]
    next: Next


class TeamName(Body):
    """What a work team is called."""

    name: Name


class TeamMember(Shape):
    """A person in a work team; `id` is their membership of the Organization."""

    id: MembershipId
    person: Person
    role: Role_
    actions: Actions

    @classmethod
    def of(cls, caller: Caller, own: Membership, row: Membership) -> "TeamMember":
        """From the core."""
        may = actions.among(caller, own, [P.TEAMS_VIEW, P.TEAMS_MANAGE])
        return cls(
            id=row.public_id,
            person=Person.of(row.user),
            role=Role(row.role).value,
            actions=may,
        )


class TeamMemberPage(Shape):
    """Some people of a work team."""

    items: list[TeamMember]
    next: Next


class NewTeamMember(Body):
    """Whom to put into a work team: the id of their membership."""

    member_id: MembershipId
