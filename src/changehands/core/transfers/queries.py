"""Reading transfers: each side sees its own view."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from changehands.core.emails import has_verified_address
from changehands.core.organizations import authority
from changehands.core.paging import SIZE, Page, page_of
from changehands.core.transfers.link import Link
from changehands.core.transfers.locking import no_such_transfer
from changehands.core.transfers.preview import Preview, compute
from changehands.models import (
    Event,
    Membership,
    Organization,
    Product,
    Transfer,
    TransferItem,
    User,
)
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.policy.roles import Role


@dataclass(frozen=True, slots=True)
class View:
    """A transfer as one of its two Organizations sees it."""

    transfer: Transfer
    organization: Organization
    role: Role

    @property
    def is_source(self) -> bool:
        """Whether this is the side that offered."""
        return self.organization.id == self.transfer.source_id


@dataclass(frozen=True, slots=True)
class Destination:
    """An Organization of the person, and why it cannot receive, if so."""

    organization: Organization
    refusal: str

    @property
    def is_open(self) -> bool:
        """Whether it can be chosen."""
        return not self.refusal


@dataclass(frozen=True, slots=True)
class Offer:
    """What someone who holds the link may see."""

    transfer: Transfer
    is_current: bool
    is_expired: bool

    @property
    def is_open(self) -> bool:
        """Whether it can still be received by this link."""
        return self.transfer.is_waiting and self.is_current and not self.is_expired

    @property
    def word(self) -> str:
        """What became of it: waiting, replaced, expired, or the state."""
        if self.transfer.is_waiting and not self.is_current:
            return "replaced"
        return "expired" if self.transfer.is_waiting and self.is_expired else self.transfer.state


def waiting(organization: Organization) -> Sequence[Transfer]:
    """What the Organization has offered and nobody has received yet, the next to expire first."""
    rows = Transfer.objects.filter(source=organization, state=Transfer.State.WAITING)
    return list(rows.select_related("source", "started_by").order_by("expires_at", "id")[:SIZE])


def page(
    organization: Organization,
    *,
    states: Iterable[str] = (),
    direction: str = "",
    search: str = "",
    oldest_first: bool = False,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Transfer]:
    """The transfers of an Organization in these states (all, if none): out, in, or both."""
    sides = {"out": Q(source=organization), "in": Q(destination=organization)}
    rows = Transfer.objects.filter(sides.get(direction, sides["out"] | sides["in"]))
    if wanted := [state for state in states if state in Transfer.State.values]:
        rows = rows.filter(state__in=wanted)
    if search:
        rows = rows.filter(
            Exists(TransferItem.objects.filter(transfer=OuterRef("pk"), name__icontains=search))
        )
    rows = rows.select_related("source", "destination", "started_by", "received_by")
    return page_of(rows, "id", after=after, descending=not oldest_first, size=size)


def waiting_count(organization_id: UUID) -> int:
    """How many transfers of the Organization wait to be received."""
    return Transfer.objects.filter(source=organization_id, state=Transfer.State.WAITING).count()


def view(user: User, transfer_id: UUID, *, preferred: UUID | None = None) -> View:
    """The transfer as one of the person's Organizations sees it. Raises NotFound to strangers."""
    transfer = (
        Transfer.objects.select_related(
            "source", "destination", "started_by", "received_by", "ended_by", "vouched_by"
        )
        .filter(id=transfer_id)
        .first()
    )
    if transfer is None:
        raise no_such_transfer()
    places = {
        m.organization_id: m
        for m in Membership.objects.select_related("organization").filter(
            user=user, organization__in=[transfer.source_id, transfer.destination_id]
        )
    }
    order = sorted(places.values(), key=lambda m: (m.organization_id != preferred, m.role))
    if not order:
        raise no_such_transfer()
    for place in order:
        if allows(P.TRANSFERS_VIEW, place.role):
            return View(transfer, place.organization, Role(place.role))
    raise authority.denied(P.TRANSFERS_VIEW, order[0].organization)


def items(transfer: Transfer, *, after: str | None = None, size: int = SIZE) -> Page[TransferItem]:
    """A page of the products of a transfer, as they were when they were offered."""
    return page_of(transfer.items.all(), "follows", "name", "product_id", after=after)


def timeline(seen: View) -> QuerySet[Event]:
    """What happened to a transfer, as this side may know it, oldest first."""
    rows = Event.objects.filter(subject=seen.transfer.id, organization=seen.organization)
    return rows.select_related("actor").order_by("id")


def destinations(user: User, *, source: Organization) -> Sequence[Destination]:
    """The person's other Organizations; those where they may not receive say so (R43, R52)."""
    places = Membership.objects.filter(user=user).exclude(organization=source)
    found = []
    for place in places.select_related("organization").order_by("organization__name"):
        refusal = ""
        if place.organization.frozen_at is not None:
            refusal = "frozen"
        elif not allows(P.TRANSFERS_RECEIVE, place.role):
            refusal = "role"
        found.append(Destination(place.organization, refusal))
    return found


def offer(link: Link, *, at: datetime) -> Offer:
    """The offer behind a link. Raises NotFound if it is gone."""
    transfer = (
        Transfer.objects.select_related("source", "started_by", "destination", "ended_by")
        .filter(id=link.transfer)
        .first()
    )
    if transfer is None:
        raise no_such_transfer()
    return Offer(transfer, transfer.generation == link.generation, transfer.expires_at <= at)


def may_receive_by_link(user: User, transfer: Transfer) -> bool:
    """Whether the person has a proven address, and the one the transfer is bound to."""
    return has_verified_address(user, transfer.bound_email or None)


def consequences(transfer: Transfer, *, destination: UUID | None = None, at: datetime) -> Preview:
    """What receiving this waiting transfer will do."""
    keys = list(transfer.items.values_list("product_id", flat=True))
    return compute(
        keys, source=transfer.source_id, destination=destination, transfer=transfer.id, at=at
    )


def offered_products(
    transfer: Transfer, *, after: str | None = None, size: int = SIZE
) -> Page[Product]:
    """A page of the products offered, with their expiry and next price."""
    rows = Product.objects.filter(transfer_items__transfer=transfer).select_related("part_of")
    return page_of(rows, "name", "id", after=after, size=size)
