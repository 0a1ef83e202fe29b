"""Transfers, offers and the log."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from changehands.api.shapes.common import (
    Actions,
    Body,
    Email,
    EventId,
    Language,
    Money,
    Next,
    OrganizationId,
    OrganizationRef,
    Person,
    ProductId,
    Shape,
    Text,
    TransferId,
)
from changehands.api.shapes.consequences import OfferPreview
from changehands.core.transfers.queries import Destination as DestinationRow
from changehands.core.transfers.queries import Offer as OfferRow
from changehands.core.transfers.queries import View
from changehands.kernel.ids import PREFIXES, to_public
from changehands.models import Acceptance as AcceptanceRow
from changehands.models import Event as EventRow
from changehands.models import Product as ProductRow
from changehands.models import TransferItem

State = Literal["waiting", "completed", "cancelled", "declined", "expired", "void"]
Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$", examples=["9f86d081884c7d65" * 4])]
Version = Annotated[str, Field(pattern=r"^[0-9-]{0,40}$", examples=["2026-11-01"])]
Days = Annotated[int, Field(ge=1, le=90, examples=[7])]
ProductIds = Annotated[list[ProductId], Field(min_length=1, max_length=10_000)]


class Acceptance(Shape):
    """Who accepted which version of the conditions, for which side, and when."""

    side: Literal["source", "destination"]
    organization: str
    person: str
    version: str
    language: str
    accepted_at: datetime

    @classmethod
    def of(cls, row: AcceptanceRow) -> "Acceptance":
        """From the core."""
        side: Any = row.side
        return cls(
            side=side,
            organization=row.organization.name,
            person=str(row.user),
            version=row.version,
            language=row.language,
            accepted_at=row.accepted_at,
        )


class Transfer(Shape):
    """A transfer as one of its two sides sees it."""

    id: TransferId
    state: State
    side: Literal["source", "destination"] = Field(description="from which it is seen")
    title: str = Field(description="its first product", examples=["example.com"])
    products: int
    source: OrganizationRef
    destination: OrganizationRef | None
    started_by: str = Field(examples=["Olga Okafor"])
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    received_by: str | None = Field(description="known to the destination only")
    bound_email: str | None = Field(description="known to the source only")
    digest: str = Field(description="of what was offered")
    actions: Actions

    @classmethod
    def facts(cls, seen: View, may: list[str]) -> dict[str, Any]:
        """From the core, as arguments."""
        row, is_source = seen.transfer, seen.is_source
        received = str(row.received_by) if row.received_by and not is_source else None
        return {
            "id": row.public_id,
            "state": row.state,
            "side": "source" if is_source else "destination",
            "title": row.title,
            "products": row.item_count,
            "source": OrganizationRef.of(row.source),
            "destination": OrganizationRef.of(row.destination) if row.destination else None,
            "started_by": str(row.started_by),
            "started_at": row.started_at,
            "expires_at": row.expires_at,
            "ended_at": row.ended_at,
            "received_by": received,
            "bound_email": (row.bound_email or None) if is_source else None,
            "digest": row.digest,
            "actions": may,
        }

    @classmethod
    def of(cls, seen: View, may: list[str]) -> "Transfer":
        """From the core."""
        return cls(**cls.facts(seen, may))


class TransferPage(Shape):
    """Some transfers, the newest first."""

    items: list[Transfer]
    next: Next


class StartedTransfer(Transfer):
    """A new transfer with its link; the link is null when it was handed over at once."""

    link: str | None = Field(examples=["https://manager.example/t/trf_…#cht_…"])


class TransferDetail(Transfer):
    """A transfer with who accepted what.

    The link is there while it waits, for administrators of the source with `transfers:write`.
    """

    link: str | None
    acceptances: list[Acceptance]


class Item(Shape):
    """One product of a transfer, as it was when it was offered."""

    product_id: ProductId
    name: str
    kind: str
    follows: bool = Field(description="a part that goes with its whole")
    actions: Actions

    @classmethod
    def of(cls, row: TransferItem) -> "Item":
        """From the core."""
        return cls(
            product_id=row.product_public_id,
            name=row.name,
            kind=row.kind,
            follows=row.follows,
            actions=[],
        )


class ItemPage(Shape):
    """Some products of a transfer."""

    items: list[Item]
    next: Next


class NewPreview(Body):
    """Which products, and to whom if it is one of your own Organizations."""

    product_ids: ProductIds
    destination_id: OrganizationId | None = None


class NewTransfer(Body):
    """What to hand over, with the conditions accepted and the digest of what was read.

    At most one of `email` and `destination_id`: send the link, or hand over at once.
    """

    product_ids: ProductIds
    digest: Digest = Field("", description="`digest` of the preview; empty when it had no warnings")
    conditions: Version = Field(description="the version accepted, see GET /conditions")
    expires_in: Days | None = Field(None, description="days that it waits")
    email: Email | None = Field(None, description="send the link to this address")
    bound: bool = Field(False, description="only that address may receive")
    language: Language | None = Field(None, description="of the mail; yours if left out")
    destination_id: OrganizationId | None = Field(
        None, description="one of your own Organizations, which receives at once"
    )


class NewMailing(Body):
    """Where to send the link."""

    email: Email
    bound: bool = Field(False, description="only that address may receive from now on")
    language: Language | None = Field(None, description="of the mail; yours if left out")


class Mailing(Shape):
    """A sending that is under way; it never tells whether the address is known."""

    email: str
    language: str
    requested_at: datetime
    actions: Actions


class Extension(Body):
    """How long it waits from now."""

    expires_in: Days


class LinkOnly(Body):
    """The link, pasted whole."""

    link: Text = Field(min_length=1, examples=["https://manager.example/t/trf_…#cht_…"])


class Inspection(Body):
    """The link, pasted whole; with the destination you have in mind, if any."""

    link: Text = Field(min_length=1, examples=["https://manager.example/t/trf_…#cht_…"])
    destination_id: OrganizationId | None = None
    cursor: str = Field("", pattern=r"^[0-9A-Za-z_-]*$", max_length=4096)
    limit: int = Field(50, ge=1, le=100)


class Reception(Body):
    """Who receives, with the conditions accepted and the digest of what was read.

    Without `link` (or `secret`, the part of it after #) it is handed over directly, by one who may
    act for both sides.
    """

    destination_id: OrganizationId
    conditions: Version
    digest: Digest = ""
    link: Text | None = None
    secret: Text | None = None


class OfferedProduct(Shape):
    """A product that is offered, as far as a receiver may know it."""

    id: ProductId
    name: str
    kind: str
    expires_on: date | None
    price: Money

    @classmethod
    def of(cls, row: ProductRow) -> "OfferedProduct":
        """From the core."""
        price = Money(amount=row.price, currency=row.currency)
        return cls(
            id=row.public_id, name=row.name, kind=row.kind, expires_on=row.expires_on, price=price
        )


class OfferedProductPage(Shape):
    """Some products that are offered."""

    items: list[OfferedProduct]
    next: Next


class Offer(Shape):
    """What someone who holds a link may see. Once it is over, only what became of it."""

    transfer_id: TransferId
    state: Literal["waiting", "completed", "cancelled", "declined", "expired", "void", "replaced"]
    is_open: bool
    source: OrganizationRef
    started_by: Person | None
    started_at: datetime
    expires_at: datetime
    may_receive: bool = Field(description="false for an unproven address, or another than its own")
    products: OfferedProductPage | None
    preview: OfferPreview | None
    actions: Actions

    @classmethod
    def of(cls, row: OfferRow, **known: Any) -> "Offer":
        """From the core; `known` is what depends on the viewer and on its being open."""
        transfer, word = row.transfer, row.word
        state: Any = word
        return cls(
            transfer_id=transfer.public_id,
            state=state,
            is_open=row.is_open,
            source=OrganizationRef.of(transfer.source),
            started_by=Person.of(transfer.started_by) if row.is_open else None,
            started_at=transfer.started_at,
            expires_at=transfer.expires_at,
            **known,
        )


class Declined(Shape):
    """What became of the offer."""

    transfer_id: TransferId
    state: State
    actions: Actions


class Destination(Shape):
    """An Organization of yours, and why it cannot receive, if so."""

    organization: OrganizationRef
    is_open: bool
    reason: Literal["frozen", "role"] | None
    actions: Actions

    @classmethod
    def of(cls, row: DestinationRow, may: list[str]) -> "Destination":
        """From the core."""
        reason: Any = row.refusal or None
        there = OrganizationRef.of(row.organization)
        return cls(organization=there, is_open=row.is_open, reason=reason, actions=may)


class DestinationList(Shape):
    """Your other Organizations."""

    items: list[Destination]
    next: Next


NOUNS = {
    "organization": "organization",
    "member": "user",
    "invitation": "invitation",
    "team": "team",
    "access": "product",
    "transfer": "transfer",
    "token": "token",
    "webhook": "webhook",
}


class Event(Shape):
    """One act as this Organization may see it."""

    id: EventId
    at: datetime
    verb: str = Field(examples=["transfer.completed"])
    actor: Person | None
    subject_id: str | None = Field(description="what it was done to, where that has an id")
    data: dict[str, Any]
    actions: Actions

    @classmethod
    def of(cls, row: EventRow) -> "Event":
        """From the core."""
        noun = "invitation" if row.verb == "member.invited" else NOUNS.get(row.verb.split(".")[0])
        known = noun is not None and noun in PREFIXES and row.subject is not None
        return cls(
            id=row.public_id,
            at=row.at,
            verb=row.verb,
            actor=Person.of(row.actor) if row.actor else None,
            subject_id=to_public(noun, row.subject) if known and noun and row.subject else None,
            data=row.data,
            actions=[],
        )


class EventPage(Shape):
    """Some events, the newest first."""

    items: list[Event]
    next: Next
