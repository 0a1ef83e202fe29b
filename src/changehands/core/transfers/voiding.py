"""What ends an offer from outside: the operator retires one of its products."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from changehands.core.activity import record
from changehands.core.queue import defer
from changehands.core.transfers.lifecycle import TRANSFER
from changehands.core.transfers.offering import sides
from changehands.models import Transfer, TransferItem, User


def void(products: Collection[UUID], *, actor: User, at: datetime) -> list[Transfer]:
    """End, inside a verb that has locked the holders, every waiting transfer of these products."""
    items = TransferItem.objects.filter(product__in=products, transfer_state=Transfer.State.WAITING)
    rows = Transfer.objects.filter(id__in=items.values("transfer"), state=Transfer.State.WAITING)
    ended = list(
        rows.select_related("source", "destination")
        .order_by("id")
        .select_for_update(no_key=True, of=("self",))
    )
    for transfer in ended:
        transfer.state = TRANSFER.target("void", transfer.state)
        transfer.ended_at, transfer.ended_by = at, actor
    Transfer.objects.filter(id__in=[transfer.id for transfer in ended]).update(
        state=Transfer.State.VOID, ended_at=at, ended_by=actor
    )
    for transfer in ended:
        record("transfer.voided", actor=actor, at=at, sides=sides(transfer), subject=transfer.id)
        defer("notify", event="transfer.voided", transfer=str(transfer.id))
    return ended
