"""What the pages put into their context: the picture, and the words that go with it."""

from datetime import datetime
from typing import Any

from changehands.core.transfers import Preview, queries, selection
from changehands.core.transfers.outcome import outcome
from changehands.models import Organization, Transfer, TransferItem, User
from changehands.web.picture import Picture, afterwards, to_receiver, to_source
from changehands.web.picture.scene import BY_KIND


def of_choice(preview: Preview, user: User, here: Organization) -> Picture:
    """Before the start: what the ticked products do once they are received."""
    ticked = selection.selected(user, here).select_related("product")
    products = [row.product for row in ticked.order_by("product__name", "product")[:BY_KIND]]
    return Picture(to_source(preview, products, here.name))


def of_direct(transfer: Transfer, preview: Preview, destination: Organization) -> Picture:
    """Before a waiting transfer goes to one of the starter's own Organizations."""
    return Picture(to_source(preview, _items(transfer), transfer.source.name, destination.name))


def of_offer(transfer: Transfer, preview: Preview, chosen: Organization | None) -> Picture:
    """What the receiver may know of an offer (R61)."""
    name = chosen.name if chosen else ""
    return Picture(to_receiver(preview, _items(transfer), transfer.source.name, name))


def of_transfer(seen: queries.View, *, at: datetime) -> dict[str, Any]:
    """On a transfer's own page: what will happen, what happened, or nothing at all."""
    transfer = seen.transfer
    if transfer.is_waiting and seen.is_source:
        preview = queries.consequences(transfer, at=at)
        drawn = Picture(to_source(preview, _items(transfer), transfer.source.name))
        return {"preview": preview, "picture": drawn}
    if transfer.state == Transfer.State.COMPLETED:
        told = outcome(seen)
        return {"outcome": told, "picture": Picture(afterwards(transfer, told, _items(transfer)))}
    return {}


def _items(transfer: Transfer) -> list[TransferItem]:
    return list(transfer.items.order_by("follows", "name", "product_id")[:BY_KIND])
