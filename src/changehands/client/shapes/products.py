"""Products, rights on them, who held them, and what they cost."""

from datetime import date, datetime

from changehands.client.shapes.common import Money, Person, Reason, Shape, TeamRef


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


class AccessReason(Shape):
    """Why someone has access: by role, individually, or through a team.

    `grant_id` is what to revoke to take it away.
    """

    via: str
    role: str
    manages: bool
    team: TeamRef | None
    grant_id: str | None


class Accessor(Shape):
    """Someone with access to a product, with every reason."""

    person: Person
    manages: bool
    reasons: list[AccessReason]
    actions: list[str]


class Holding(Shape):
    """One holder's time. The name is None where the token's Organization may not know it."""

    epoch: int
    began_at: datetime
    ended_at: datetime | None
    organization_name: str | None
    is_own: bool
    transfer_id: str | None


class Grant(Shape):
    """A right of a person or of a work team on a product; `role` is theirs inside it."""

    id: str
    product_id: str
    user_id: str | None
    team_id: str | None
    name: str
    role: str
    manages: bool
    actions: list[str]


class Invoice(Shape):
    """A bill of one Organization; it stays when the product goes."""

    id: str
    number: str
    state: str
    sum: Money
    issued_on: date
    period_start: date | None
    period_end: date | None
    product_id: str | None
    product_name: str
    actions: list[str]


class Texts(Shape):
    """A text in every language of the interface."""

    en: str
    fr: str
    de: str
    it: str
    es: str


class RoleInside(Shape):
    """What a person or a work team may be inside a product."""

    code: str
    label: Texts


class Kind(Shape):
    """The type of a product, with its rules."""

    code: str
    label: Texts
    description: Texts
    transfer: str
    reason: Texts | None
    people: str
    roles: list[RoleInside]
    part_of: list[str]
    serves: list[str]
    one_per_organization: bool
