"""The verbs of a transfer, from start to end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from changehands.core.activity import record
from changehands.core.emails import has_verified_address, known_address
from changehands.core.notifications import tell_moved
from changehands.core.operation import operation
from changehands.core.organizations import authority
from changehands.core.queue import defer
from changehands.core.transfers import moving, offering, preview, wishes
from changehands.core.transfers.lifecycle import TRANSFER
from changehands.core.transfers.limits import require_mail_allowance
from changehands.core.transfers.link import Link
from changehands.core.transfers.locking import lock_as_holder_of, lock_as_source
from changehands.core.transfers.telling import tell
from changehands.kernel.errors import ChangehandsError, Conflict, Denied, Invalid
from changehands.models import Acceptance, Mailing, Organization, Transfer, User
from changehands.policy import conditions, languages
from changehands.policy.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Consent:
    """The conditions that someone accepted, and the digest of what they were shown."""

    version: str
    language: str
    digest: str = ""


@operation
def start(
    *,
    actor: User,
    source_id: UUID,
    products: Iterable[UUID],
    consent: Consent,
    at: datetime,
    days: int | None = None,
    bound_email: str = "",
) -> Transfer:
    """Offer products of the source. Nothing changes hands until someone receives them.

    Raises `FactsChanged` with the consequences to show, unless `consent.digest` says that exactly
    these were read; Invalid, Denied, NotFound or Conflict otherwise.
    """
    conditions.require_current(consent.version)
    source = authority.lock([source_id])[source_id]
    authority.require(P.TRANSFERS_START, actor, source)
    chosen = offering.lock_chosen(products, source)
    shown = preview.consequences(chosen, source=source.id, at=at)
    offering.require_movable(shown)
    offering.require_read(shown, consent.digest)
    transfer = Transfer.objects.create(
        source=source,
        started_by=actor,
        vouched_by=actor,
        started_at=at,
        expires_at=at + timedelta(days=wishes.days_to_wait(days)),
        bound_email=known_address(bound_email, field="bound_email") if bound_email else "",
        digest=shown.digest,
        item_count=shown.products,
        title="",
    )
    offering.add_items(transfer, chosen)
    _accept(transfer, Acceptance.Side.SOURCE, source, actor, consent, at)
    tell(transfer, "transfer.started", actor=actor, at=at)
    return transfer


@operation
def receive(
    *, actor: User, link: Link, destination_id: UUID, consent: Consent, at: datetime
) -> Transfer:
    """Take over every product of a waiting transfer, at one instant.

    Raises Conflict when someone was faster, the offer is dead or the facts changed; Denied when
    either side is no longer entitled.
    """
    conditions.require_current(consent.version)
    transfer, locked = lock_as_holder_of("receive", link, at=at, organizations=(destination_id,))
    _require_addressee(transfer, actor)
    _require_voucher(transfer)
    shown = _check(transfer, locked[destination_id], actor=actor, at=at)
    offering.require_offer_read(shown, consent.digest)
    return _hand_over(transfer, locked[destination_id], actor=actor, consent=consent, at=at)


@operation
def direct(
    *, actor: User, transfer_id: UUID, destination_id: UUID, consent: Consent, at: datetime
) -> Transfer:
    """Hand a waiting transfer to another Organization of the starter, at once (R40, R43)."""
    conditions.require_current(consent.version)
    source_id = offering.source_among(actor, transfer_id)
    locked = authority.lock({source_id, destination_id})
    transfer, _source = lock_as_source("direct", transfer_id, actor=actor, at=at)
    shown = _check(transfer, locked[destination_id], actor=actor, at=at)
    offering.require_read(shown, consent.digest)
    return _hand_over(transfer, locked[destination_id], actor=actor, consent=consent, at=at)


@operation
def cancel(*, actor: User, transfer_id: UUID, at: datetime) -> Transfer:
    """Take a waiting offer back: the products stay where they are."""
    transfer, _source = lock_as_source("cancel", transfer_id, actor=actor, at=at)
    return _end(transfer, "cancel", "transfer.cancelled", actor, at)


@operation
def decline(*, actor: User, link: Link, at: datetime) -> Transfer:
    """Refuse an offer as someone who holds its link."""
    transfer, _locked = lock_as_holder_of("decline", link, at=at)
    _require_addressee(transfer, actor)
    return _end(transfer, "decline", "transfer.declined", actor, at)


@operation
def relink(*, actor: User, transfer_id: UUID, at: datetime) -> Transfer:
    """Issue a new link, which kills the old one; the actor now stands for the offer."""
    transfer, _source = lock_as_source("relink", transfer_id, actor=actor, at=at)
    transfer.generation += 1
    transfer.vouched_by = actor
    transfer.save(update_fields=["generation", "vouched_by"])
    _log(transfer, "transfer.relinked", actor, at)
    return transfer


@operation
def extend(*, actor: User, transfer_id: UUID, days: int, at: datetime) -> Transfer:
    """Let a waiting transfer wait `days` more days from now."""
    transfer, _source = lock_as_source("extend", transfer_id, actor=actor, at=at)
    transfer.expires_at = at + timedelta(days=wishes.days_to_wait(days))
    transfer.reminded_at = None
    transfer.save(update_fields=["expires_at", "reminded_at"])
    _log(transfer, "transfer.extended", actor, at)
    return transfer


@operation
def mail(
    *, actor: User, transfer_id: UUID, address: str, language: str, only: bool, at: datetime
) -> Mailing:
    """Send the link to an address, which alone may receive if `only`. Never says who is known."""
    transfer, source = lock_as_source("mail", transfer_id, actor=actor, at=at)
    address = known_address(address, field="address")
    require_mail_allowance(source, actor, address, at=at)
    if only:
        transfer.bound_email = address
        transfer.save(update_fields=["bound_email"])
    mailing = Mailing.objects.create(
        transfer=transfer,
        address=address,
        language=languages.known(language),
        requested_by=actor,
        requested_at=at,
    )
    defer("mail_link", mailing=str(mailing.id))
    _log(transfer, "transfer.mailed", actor, at, address=address)
    return mailing


def _check(
    transfer: Transfer, destination: Organization, *, actor: User, at: datetime
) -> preview.Preview:
    if destination.id == transfer.source_id:
        raise Invalid(
            "destination-is-source",
            "Choose another Organization: the products are already with this one.",
            field="destination",
        )
    authority.require(P.TRANSFERS_RECEIVE, actor, destination)
    products = moving.lock_items(transfer)
    shown = preview.compute(
        products,
        source=transfer.source_id,
        destination=destination.id,
        transfer=transfer.id,
        at=at,
    )
    if shown.products != len(products):  # a part was added to one of them since
        raise moving.stale_offer()
    offering.require_movable(shown)
    return shown


def _hand_over(
    transfer: Transfer, destination: Organization, *, actor: User, consent: Consent, at: datetime
) -> Transfer:
    moving.move(transfer, destination.id, at=at)
    transfer.destination, transfer.received_by = destination, actor
    _accept(transfer, Acceptance.Side.DESTINATION, destination, actor, consent, at)
    _end(transfer, "receive", "transfer.completed", actor, at)
    tell_moved(transfer, actor=actor, at=at)
    return transfer


def _end(transfer: Transfer, verb: str, event: str, actor: User, at: datetime) -> Transfer:
    transfer.state = TRANSFER.target(verb, transfer.state)
    transfer.ended_at, transfer.ended_by = at, actor
    moved = Transfer.objects.filter(id=transfer.id, state=Transfer.State.WAITING).update(
        state=transfer.state,
        ended_at=at,
        ended_by=actor,
        destination=transfer.destination,
        received_by=transfer.received_by,
    )
    if not moved:
        raise Conflict("transfer-is-over", "Someone else was faster: this transfer is over.")
    tell(transfer, event, actor=actor, at=at)
    return transfer


def _require_addressee(transfer: Transfer, actor: User) -> None:
    if not has_verified_address(actor):
        raise Denied("address-unverified", "Confirm your e-mail address first.")
    if transfer.bound_email and not has_verified_address(actor, transfer.bound_email):
        raise Denied(
            "not-the-addressee",
            "This transfer was sent to another e-mail address, which alone may receive it. "
            "Sign in with that address, or ask the sender for a new link.",
        )


def _require_voucher(transfer: Transfer) -> None:
    try:
        authority.require(P.TRANSFERS_START, transfer.vouched_by, transfer.source)
    except ChangehandsError as error:
        if error.code == "organization-frozen":
            raise
        raise Denied(
            "sender-not-entitled",
            "The person who offered these products no longer administers %(organization)s. "
            "Ask another administrator there for a new link.",
            organization=transfer.source.name,
        ) from error


def _accept(
    transfer: Transfer,
    side: Acceptance.Side,
    organization: Organization,
    actor: User,
    consent: Consent,
    at: datetime,
) -> None:
    Acceptance.objects.create(
        transfer=transfer,
        side=side,
        organization=organization,
        user=actor,
        version=consent.version,
        language=languages.known(consent.language),
        accepted_at=at,
    )


def _log(transfer: Transfer, event: str, actor: User | None, at: datetime, **facts: object) -> None:
    record(event, actor=actor, at=at, sides=offering.sides(transfer, **facts), subject=transfer.id)
