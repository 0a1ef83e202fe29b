"""Products, rights on them, who held them, and what they cost."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from changehands.api.shapes.common import (
    Actions,
    Body,
    GrantId,
    InvoiceId,
    Money,
    Next,
    OrganizationId,
    Person,
    ProductId,
    Shape,
    TeamId,
    TransferId,
    UserId,
)
from changehands.api.shapes.consequences import Reason
from changehands.api.shapes.organizations import TeamRef
from changehands.core.access.queries import Person as PersonRow
from changehands.core.access.queries import Reason as ReasonRow
from changehands.core.products.holders import Held
from changehands.core.products.invoices import InvoiceRow
from changehands.kernel.ids import to_public
from changehands.models import Grant as GrantRow
from changehands.models import Product as ProductRow
from changehands.models import Transfer as TransferRow
from changehands.policy.catalogue import Kind as KindRow


class Product(Shape):
    """One subscription, as a person with a right on it sees it."""

    id: ProductId
    name: str = Field(examples=["example.com"])
    kind: str = Field(examples=["domain"])
    organization_id: OrganizationId = Field(description="its holder")
    expires_on: date | None
    price: Money = Field(description="of the next renewal")
    facts: list[str] = Field(examples=[["trial"]])
    part_of_id: ProductId | None
    transferable: bool
    reason: Reason | None = Field(description="why it cannot be handed over")
    transfer_id: TransferId | None = Field(description="the transfer in which it waits")
    actions: Actions

    @classmethod
    def of(cls, row: ProductRow, **known: Any) -> "Product":
        """From the core; `known` is what depends on the viewer."""
        transfer: TransferRow | None = known.pop("transfer")
        return cls(
            id=row.public_id,
            name=row.name,
            kind=row.kind,
            organization_id=to_public("organization", row.holder_id),
            expires_on=row.expires_on,
            price=Money(amount=row.price, currency=row.currency),
            facts=list(row.facts),
            transfer_id=transfer.public_id if transfer else None,
            **known,
        )


class ProductPage(Shape):
    """Some products. With `transferable` a page may hold fewer than `limit`: follow `next`."""

    items: list[Product]
    next: Next


class AccessReason(Shape):
    """Why someone has access: by role, individually, or through a team."""

    via: Literal["role", "individual", "team"]
    role: str = Field(examples=["editor"])
    manages: bool
    team: TeamRef | None
    grant_id: GrantId | None = Field(description="what to delete to take it away")

    @classmethod
    def of(cls, row: ReasonRow) -> "AccessReason":
        """From the core."""
        team = TeamRef(id=row.team.public_id, name=row.team.name) if row.team else None
        via: Any = row.via
        grant = row.grant.public_id if row.grant else None
        return cls(via=via, role=row.role, manages=row.manages, team=team, grant_id=grant)


class Accessor(Shape):
    """Someone with access to a product, with every reason."""

    person: Person
    manages: bool
    reasons: list[AccessReason]
    actions: Actions

    @classmethod
    def of(cls, row: PersonRow, may: list[str]) -> "Accessor":
        """From the core."""
        reasons = [AccessReason.of(one) for one in row.reasons]
        return cls(person=Person.of(row.user), manages=row.manages, reasons=reasons, actions=may)


class AccessorPage(Shape):
    """Some people with access."""

    items: list[Accessor]
    next: Next


class Holding(Shape):
    """One holder's time. The name is null where this Organization may not know it."""

    epoch: int
    began_at: datetime
    ended_at: datetime | None
    organization_name: str | None
    is_own: bool
    transfer_id: TransferId | None
    actions: Actions

    @classmethod
    def of(cls, row: Held) -> "Holding":
        """From the core."""
        return cls(
            epoch=row.epoch,
            began_at=row.began_at,
            ended_at=row.ended_at,
            organization_name=row.name,
            is_own=row.is_own,
            transfer_id=row.transfer.public_id if row.transfer else None,
            actions=[],
        )


class HoldingList(Shape):
    """The chain of holders, the first one first."""

    items: list[Holding]
    next: Next


class Grant(Shape):
    """A right that was given on a product."""

    id: GrantId
    product_id: ProductId
    user_id: UserId | None
    team_id: TeamId | None
    name: str = Field(description="of the person or the team", examples=["Mia Moser"])
    role: str = Field(examples=["editor"])
    manages: bool
    actions: Actions

    @classmethod
    def of(cls, row: GrantRow, may: list[str]) -> "Grant":
        """From the core."""
        return cls(
            id=row.public_id,
            product_id=row.product.public_id,
            user_id=row.user.public_id if row.user else None,
            team_id=row.team.public_id if row.team else None,
            name=str(row.user or row.team),
            role=row.role,
            manages=row.manages,
            actions=may,
        )


class NewGrant(Body):
    """A person or a work team of the holder, exactly one of them, and what they may be inside."""

    role: str = Field(pattern=r"^[a-z][a-z0-9-]{0,49}$", examples=["editor"])
    manages: bool = False
    user_id: UserId | None = None
    team_id: TeamId | None = None


class Invoice(Shape):
    """A bill of one Organization; it stays when the product goes."""

    id: InvoiceId
    number: str = Field(examples=["2026-0001"])
    state: Literal["open", "paid"]
    sum: Money
    issued_on: date
    period_start: date | None
    period_end: date | None
    product_id: ProductId | None = Field(description="only while this Organization holds it")
    product_name: str
    actions: Actions

    @classmethod
    def of(cls, row: InvoiceRow, may: list[str]) -> "Invoice":
        """From the core."""
        bill = row.invoice
        state: Any = bill.state
        return cls(
            id=bill.public_id,
            number=bill.number,
            state=state,
            sum=Money(amount=bill.amount, currency=bill.currency),
            issued_on=bill.issued_on,
            period_start=bill.period_start,
            period_end=bill.period_end,
            product_id=row.product.public_id if row.product else None,
            product_name=row.product_name,
            actions=may,
        )


class InvoicePage(Shape):
    """Some invoices, the newest first."""

    items: list[Invoice]
    next: Next


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

    code: str = Field(examples=["domain"])
    label: Texts
    description: Texts
    transfer: Literal["allowed", "forbidden", "own-procedure"]
    reason: Texts | None
    people: Literal["leave", "join"]
    roles: list[RoleInside]
    part_of: list[str]
    serves: list[str]
    one_per_organization: bool
    actions: Actions

    @classmethod
    def of(cls, row: KindRow) -> "Kind":
        """From the catalogue."""
        roles = [
            RoleInside(code=one.code, label=Texts(**one.label.model_dump())) for one in row.roles
        ]
        return cls(
            code=row.code,
            label=Texts(**row.label.model_dump()),
            description=Texts(**row.description.model_dump()),
            transfer=row.transfer,
            reason=Texts(**row.reason.model_dump()) if row.reason else None,
            people=row.people,
            roles=roles,
            part_of=list(row.part_of),
            serves=list(row.serves),
            one_per_organization=row.one_per_organization,
            actions=[],
        )


class KindList(Shape):
    """Every kind of the catalogue."""

    items: list[Kind]
    next: Next


class Conditions(Shape):
    """The general conditions in force: accept them by sending `version` back."""

    version: str = Field(examples=["2026-11-01"])
    address: str = Field(examples=["https://manager.example/conditions/2026-11-01/"])
    actions: Actions
