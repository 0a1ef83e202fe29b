"""What a transfer will do, for its starter and for its receiver."""

from datetime import date

from django.utils.translation import gettext as _
from pydantic import Field

from changehands.api.shapes.common import (
    Money,
    OrganizationId,
    ProductId,
    Shape,
    TeamId,
    UserId,
)
from changehands.core.transfers import Blocker as BlockerRow
from changehands.core.transfers import Preview as PreviewRow
from changehands.core.transfers.preview import PersonOutcome, Renewal, Separation, TeamOutcome
from changehands.kernel.ids import to_public


class Reason(Shape):
    """Why a product cannot be handed over."""

    code: str = Field(examples=["kind-forbidden"])
    message: str = Field(examples=["Products of this kind cannot be transferred."])

    @classmethod
    def of(cls, row: BlockerRow) -> "Reason":
        """From the core."""
        return cls(code=row.code, message=_(row.message))


class Blocker(Shape):
    """A product that stands in the way; `chosen_id` is the one that was chosen and brings it along."""

    product_id: ProductId
    chosen_id: ProductId
    name: str
    kind: str
    reason: Reason

    @classmethod
    def of(cls, row: BlockerRow) -> "Blocker":
        """From the core."""
        return cls(
            product_id=to_public("product", row.product),
            chosen_id=to_public("product", row.root),
            name=row.name,
            kind=row.kind,
            reason=Reason.of(row),
        )


class AffectedPerson(Shape):
    """What becomes of one person's access, in numbers of products."""

    id: UserId
    name: str
    email: str
    loses: int
    keeps: int
    comes_along: int = Field(description="products to which their individual access goes along")
    joins: bool = Field(description="becomes an external user of the destination")
    management_lost: int
    via: list[str] = Field(examples=[["individual", "team"]])

    @classmethod
    def of(cls, row: PersonOutcome) -> "AffectedPerson":
        """From the core."""
        return cls(
            id=to_public("user", row.user),
            name=row.name,
            email=row.email,
            loses=row.loses,
            keeps=row.keeps,
            comes_along=row.stays,
            joins=row.joins,
            management_lost=row.management_lost,
            via=list(row.via),
        )


class Companion(Shape):
    """Someone who comes along with a drive."""

    name: str
    email: str
    products: int

    @classmethod
    def of(cls, row: PersonOutcome) -> "Companion":
        """From the core."""
        return cls(name=row.name, email=row.email, products=row.stays)


class AffectedTeam(Shape):
    """A work team that stays behind without its products."""

    id: TeamId
    name: str
    products: int
    people: int

    @classmethod
    def of(cls, row: TeamOutcome) -> "AffectedTeam":
        """From the core."""
        return cls(
            id=to_public("team", row.team), name=row.name, products=row.products, people=row.people
        )


class SeparatedPair(Shape):
    """Two products that work together, of which only one goes."""

    server_id: ProductId
    server_name: str
    served_id: ProductId
    served_name: str
    left_behind_id: ProductId

    @classmethod
    def of(cls, row: Separation) -> "SeparatedPair":
        """From the core."""
        return cls(
            server_id=to_public("product", row.server),
            server_name=row.server_name,
            served_id=to_public("product", row.served),
            served_name=row.served_name,
            left_behind_id=row.left_behind_id,
        )


class RenewalSum(Shape):
    """What the next renewals in one currency cost whoever holds the products then."""

    sum: Money
    products: int
    first_on: date | None

    @classmethod
    def of(cls, row: Renewal) -> "RenewalSum":
        """From the core."""
        money = Money(amount=row.amount, currency=row.currency)
        return cls(sum=money, products=row.products, first_on=row.first)


class Preview(Shape):
    """The consequences as the source may know them. Hand `digest` back to say that you read them."""

    digest: str = Field(
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )
    has_warnings: bool
    products: int
    kinds: dict[str, int] = Field(examples=[{"domain": 2}])
    facts: dict[str, int] = Field(examples=[{"trial": 1}])
    expired: int
    invoices: int = Field(description="invoices that stay with the source")
    destination_id: OrganizationId | None
    renewals: list[RenewalSum]
    people: list[AffectedPerson]
    teams: list[AffectedTeam]
    separations: list[SeparatedPair]
    blockers: list[Blocker]

    @classmethod
    def of(cls, row: PreviewRow) -> "Preview":
        """From the core."""
        return cls(
            digest=row.digest,
            has_warnings=row.has_warnings,
            products=row.products,
            kinds=dict(row.kinds),
            facts=dict(row.facts),
            expired=row.expired,
            invoices=row.invoices,
            destination_id=to_public("organization", row.destination) if row.destination else None,
            renewals=[RenewalSum.of(one) for one in row.renewals],
            people=[AffectedPerson.of(one) for one in row.people],
            teams=[AffectedTeam.of(one) for one in row.teams],
            separations=[SeparatedPair.of(one) for one in row.separations],
            blockers=[Blocker.of(one) for one in row.blockers],
        )


class OfferPreview(Shape):
    """What the receiver takes on. Hand `digest` back to say that you read it."""

    digest: str
    products: int
    kinds: dict[str, int]
    expired: int
    renewals: list[RenewalSum]
    companions: list[Companion]
    blockers: list[Blocker]

    @classmethod
    def of(cls, row: PreviewRow) -> "OfferPreview":
        """From the core: nothing of the people whom the receiver will not meet."""
        return cls(
            digest=row.offer_digest,
            products=row.products,
            kinds=dict(row.kinds),
            expired=row.expired,
            renewals=[RenewalSum.of(one) for one in row.renewals],
            companions=[Companion.of(one) for one in row.staying],
            blockers=[Blocker.of(one) for one in row.blockers],
        )
