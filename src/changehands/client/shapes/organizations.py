"""Organizations, the people in them, invitations, teams and tokens."""

from datetime import datetime

from changehands.client.shapes.common import OrganizationRef, Person, Shape, TeamRef


class Organization(Shape):
    """Holds products and is party to the contract; `role` is that of the token's person in it."""

    id: str
    name: str
    kind: str
    country: str
    currency: str
    frozen: bool
    created_at: datetime
    role: str | None
    actions: list[str]


class Token(Shape):
    """A token, without its secret."""

    id: str
    name: str
    prefix: str
    person: Person
    organization_id: str | None
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    actions: list[str]


class MadeToken(Token):
    """A new token. `secret` is shown once: None when the answer was lost and asked for again."""

    secret: str | None


class Me(Shape):
    """Who the token acts for, and to which Organization it is bound, if to one."""

    person: Person
    locale: str
    organization: OrganizationRef | None
    token: Token


class Member(Shape):
    """A person's place in an Organization."""

    id: str
    person: Person
    role: str
    teams: list[TeamRef]
    actions: list[str]


class OpenInvitation(Shape):
    """An invitation that can still be taken up."""

    id: str
    email: str
    role: str
    invited_by: Person
    created_at: datetime
    expires_at: datetime
    actions: list[str]


class Team(Shape):
    """A named group of people of one Organization, and on how many products it has a right."""

    id: str
    name: str
    people: int
    products: int
    actions: list[str]


class TeamMember(Shape):
    """A person in a work team; `id` is their membership of the Organization."""

    id: str
    person: Person
    role: str
    actions: list[str]
