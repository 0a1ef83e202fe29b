"""What ends an offer from outside: the operator retires one of its products."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from changehands.core.transfers.lifecycle import TRANSFER
from changehands.core.transfers.telling import tell
from changehands.models import Event, Transfer, TransferItem, User

NAMED: Final = 5


def void(products: Collection[UUID], *, actor: User, at: datetime) -> list[Transfer]:
    """End, inside a verb that has locked the holders, every waiting transfer of these products."""
    items = TransferItem.objects.filter(product__in=products, transfer_state=Transfer.State.WAITING)
    rows = Transfer.objects.filter(id__in=items.values("transfer"), state=Transfer.State.WAITING)
    ended = list(
        rows.select_related("source", "destination", "started_by")
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
        gone = transfer.items.filter(product__in=products).order_by("name")
        retired = list(gone.values_list("name", flat=True)[:NAMED])
        tell(transfer, "transfer.voided", actor=actor, at=at, retired=retired)
    return ended


def retired_from(transfer: Transfer) -> list[str]:
    """Names of the products that were retired and thereby ended the offer, as far as it is known."""
    event = Event.objects.filter(
        subject=transfer.id, organization=transfer.source_id, verb="transfer.voided"
    ).first()
    return list(event.data.get("retired", ())) if event else []
