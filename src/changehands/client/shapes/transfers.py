"""Transfers, offers and the log."""

from datetime import date, datetime
from typing import Any

from changehands.client.shapes.common import Money, OrganizationRef, Person, Shape
from changehands.client.shapes.consequences import OfferPreview


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


class Destination(Shape):
    """Another Organization of the token's person; `reason` says why it cannot receive."""

    organization: OrganizationRef
    is_open: bool
    reason: str | None
    actions: list[str]


class Event(Shape):
    """One act as the Organization may see it."""

    id: str
    at: datetime
    verb: str
    actor: Person | None
    subject_id: str | None
    data: dict[str, Any]
