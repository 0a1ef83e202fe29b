"""Finding a transfer among what someone may see, and locking it in the order that all verbs keep.

Order: Organizations by id, then the transfer, then its products by id.
"""

from datetime import datetime
from uuid import UUID

from changehands.core.organizations.authority import lock, require
from changehands.core.transfers.lifecycle import TRANSFER
from changehands.core.transfers.link import Link
from changehands.kernel.errors import Conflict, NotFound
from changehands.models import Organization, Transfer, User
from changehands.policy.permissions import Permission


def lock_as_source(
    verb: str, transfer_id: UUID, *, actor: User, at: datetime
) -> tuple[Transfer, Organization]:
    """Lock a transfer of an Organization whose administrator the actor is, ready for the verb."""
    found = Transfer.objects.filter(
        id=transfer_id,
        source__memberships__user=actor.pk,
        source__memberships__user__is_active=True,
    ).first()
    if found is None:
        raise no_such_transfer()
    source = lock([found.source_id])[found.source_id]
    require(Permission(TRANSFER.transitions[verb].permission), actor, source)
    return _lock_waiting(verb, transfer_id, at=at), source


def lock_as_holder_of(
    verb: str, link: Link, *, at: datetime, organizations: tuple[UUID, ...] = ()
) -> tuple[Transfer, dict[UUID, Organization]]:
    """Lock a transfer, its source and the named Organizations for someone who holds its link."""
    source_id = (
        Transfer.objects.filter(id=link.transfer).values_list("source_id", flat=True).first()
    )
    if source_id is None:
        raise no_such_transfer()
    locked = lock({source_id, *organizations})
    transfer = _lock_waiting(verb, link.transfer, at=at)
    if transfer.generation != link.generation:
        raise Conflict(
            "link-replaced",
            "This link was replaced by a newer one. Ask the sender for it.",
        )
    return transfer, locked


def _lock_waiting(verb: str, transfer_id: UUID, *, at: datetime) -> Transfer:
    transfer = (
        Transfer.objects.select_for_update(no_key=True, of=("self",))
        .select_related("source", "started_by", "vouched_by", "destination")
        .get(id=transfer_id)
    )
    TRANSFER.target(verb, transfer.state)
    if transfer.expires_at <= at:
        raise Conflict(
            "transfer-is-expired",
            "This transfer has expired: nothing was handed over. Ask the sender to start it again.",
        )
    return transfer


def no_such_transfer() -> NotFound:
    """The one answer for a transfer that is not there and for one that is not theirs."""
    return NotFound("transfer-not-found", "There is no such transfer, or it is not yours.")
