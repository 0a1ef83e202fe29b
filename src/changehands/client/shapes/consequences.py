"""What a transfer will do, for its starter and for its receiver."""

from datetime import date

from changehands.client.shapes.common import Money, Reason, Shape


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
