"""What the API answers. Members that a later version adds are kept, not refused."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Anything that the API answers; `as_json()` gives it back as it came."""

    model_config = ConfigDict(extra="allow", frozen=True)

    def as_json(self) -> dict[str, Any]:
        """The object as JSON has it."""
        return self.model_dump(mode="json")


class Money(Shape):
    """An amount in minor units: 1250 is CHF 12.50."""

    amount: int
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.amount / 100:,.2f}"


class OrganizationRef(Shape):
    """An Organization by id and name."""

    id: str
    name: str


class Person(Shape):
    """Someone with a login."""

    id: str
    name: str
    email: str


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


class TeamRef(Shape):
    """A work team by id and name."""

    id: str
    name: str


class Member(Shape):
    """A person's place in an Organization."""

    id: str
    person: Person
    role: str
    teams: list[TeamRef]
    actions: list[str]


class Reason(Shape):
    """Why a product cannot be handed over."""

    code: str
    message: str


class Product(Shape):
    """One subscription; `reason` says why it cannot be handed over."""

    id: str
    name: str
    kind: str
    organization_id: str
    expires_on: date | None
    price: Money
    facts: list[str]
    part_of_id: str | None
    transferable: bool
    reason: Reason | None
    transfer_id: str | None
    actions: list[str]


class Conditions(Shape):
    """The general conditions in force: their version, and where to read them."""

    version: str
    address: str


class Blocker(Shape):
    """A product that stands in the way."""

    product_id: str
    chosen_id: str
    name: str
    kind: str
    reason: Reason


class AffectedPerson(Shape):
    """What becomes of one person's access, in numbers of products."""

    id: str
    name: str
    email: str
    loses: int
    keeps: int
    comes_along: int
    joins: bool
    management_lost: int
    via: list[str]


class AffectedTeam(Shape):
    """A work team that stays behind without its products."""

    id: str
    name: str
    products: int
    people: int


class SeparatedPair(Shape):
    """Two products that work together, of which only one goes."""

    server_id: str
    server_name: str
    served_id: str
    served_name: str
    left_behind_id: str


class RenewalSum(Shape):
    """What the next renewals in one currency cost whoever holds the products then."""

    sum: Money
    products: int
    first_on: date | None


class Preview(Shape):
    """What a transfer will do. Hand `digest` back at the start to say that it was read."""

    digest: str
    has_warnings: bool
    products: int
    kinds: dict[str, int]
    facts: dict[str, int]
    expired: int
    invoices: int
    destination_id: str | None
    renewals: list[RenewalSum]
    people: list[AffectedPerson]
    teams: list[AffectedTeam]
    separations: list[SeparatedPair]
    blockers: list[Blocker]


class Companion(Shape):
    """Someone who comes along with a drive."""

    name: str
    email: str
    products: int


class OfferPreview(Shape):
    """What a receiver takes on. Hand `digest` back at the reception to say that it was read."""

    digest: str
    products: int
    kinds: dict[str, int]
    expired: int
    renewals: list[RenewalSum]
    companions: list[Companion]
    blockers: list[Blocker]


class Transfer(Shape):
    """A transfer as one of its two sides sees it."""

    id: str
    state: str
    side: str
    title: str
    products: int
    source: OrganizationRef
    destination: OrganizationRef | None
    started_by: str
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    received_by: str | None
    bound_email: str | None
    digest: str
    actions: list[str]


class StartedTransfer(Transfer):
    """A new transfer; `link` is None when the products went at once."""

    link: str | None


class Acceptance(Shape):
    """Who accepted which version of the conditions, for which side, and when."""

    side: str
    organization: str
    person: str
    version: str
    language: str
    accepted_at: datetime


class TransferDetail(Transfer):
    """A transfer with its link, while it waits and for who may send it, and its acceptances."""

    link: str | None
    acceptances: list[Acceptance]


class Item(Shape):
    """One product of a transfer, as it was when it was offered."""

    product_id: str
    name: str
    kind: str
    follows: bool


class Mailing(Shape):
    """A sending that is under way."""

    email: str
    language: str
    requested_at: datetime


class OfferedProduct(Shape):
    """A product that is offered."""

    id: str
    name: str
    kind: str
    expires_on: date | None
    price: Money


class OfferedProductPage(Shape):
    """Some of the products that are offered."""

    items: list[OfferedProduct]
    next: str | None


class Offer(Shape):
    """What a holder of a link may see; products and preview only while it is open."""

    transfer_id: str
    state: str
    is_open: bool
    source: OrganizationRef
    started_by: Person | None
    started_at: datetime
    expires_at: datetime
    may_receive: bool
    products: OfferedProductPage | None
    preview: OfferPreview | None
    actions: list[str]


class Declined(Shape):
    """What became of an offer that was declined."""

    transfer_id: str
    state: str
