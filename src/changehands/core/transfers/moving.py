"""The move itself: every product of a transfer changes hands at one instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from changehands.kernel.errors import Conflict
from changehands.models import Transfer
from changehands.policy import catalogue

_LOCK_ITEMS: Final = """
    SELECT product.id FROM transfer_item item JOIN product ON product.id = item.product_id
     WHERE item.transfer_id = %(transfer)s
       AND product.holder_id = %(source)s AND product.epoch = item.epoch
     ORDER BY product.id FOR NO KEY UPDATE OF product
"""

_CLOSE_HOLDINGS: Final = """
    UPDATE holding SET ended_at = %(at)s
      FROM transfer_item item
     WHERE item.transfer_id = %(transfer)s AND holding.product_id = item.product_id
       AND holding.ended_at IS NULL
"""

# the epoch is part of the condition: a stale offer, a replay or a second winner moves nothing
_MOVE: Final = """
    UPDATE product SET holder_id = %(destination)s, epoch = product.epoch + 1
      FROM transfer_item item
     WHERE item.transfer_id = %(transfer)s AND item.product_id = product.id
       AND product.epoch = item.epoch AND product.holder_id = %(source)s
"""

_OPEN_HOLDINGS: Final = """
    INSERT INTO holding (product_id, epoch, organization_id, began_at, transfer_id)
    SELECT product_id, epoch + 1, %(destination)s, %(at)s, transfer_id
      FROM transfer_item WHERE transfer_id = %(transfer)s
"""

# Kinds whose people join (R15): individual rights that count now, never those through a team.
_STAYING: Final = """
      FROM transfer_item item
      JOIN product ON product.id = item.product_id AND product.kind = ANY(%(joining)s)
      JOIN product_grant g ON g.product_id = item.product_id AND g.epoch = item.epoch
      JOIN person ON person.id = g.user_id AND person.is_active
      JOIN membership here ON here.user_id = g.user_id AND here.organization_id = %(source)s
     WHERE item.transfer_id = %(transfer)s
"""

_JOIN: Final = (
    """
    INSERT INTO membership (organization_id, user_id, role)
    SELECT DISTINCT %(destination)s::uuid, g.user_id, 'external'
    """
    + _STAYING
    + "ON CONFLICT (organization_id, user_id) DO NOTHING"
)

_KEEP: Final = (
    """
    INSERT INTO product_grant (product_id, epoch, user_id, role, manages, created_at)
    SELECT g.product_id, item.epoch + 1, g.user_id, g.role, FALSE, %(at)s
    """
    + _STAYING
)


def lock_items(transfer: Transfer) -> Sequence[UUID]:
    """Lock the transfer's products in id order. Raises Conflict if one is not as it was offered."""
    parameters = {"transfer": transfer.id, "source": transfer.source_id}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ITEMS, parameters)
        products = [row[0] for row in cursor.fetchall()]
    if len(products) != transfer.item_count:
        raise stale_offer()
    return products


def move(transfer: Transfer, destination: UUID, *, at: datetime) -> None:
    """Make the destination the holder of every product; rights on them end or are carried over."""
    parameters = {
        "transfer": transfer.id,
        "source": transfer.source_id,
        "destination": destination,
        "at": at,
        "joining": list(catalogue.current().joining),
    }
    _run(_CLOSE_HOLDINGS, parameters)
    if _run(_MOVE, parameters) != transfer.item_count:
        raise stale_offer()
    _run(_OPEN_HOLDINGS, parameters)
    _run(_JOIN, parameters)
    _run(_KEEP, parameters)


def stale_offer() -> Conflict:
    """The answer when a product is no longer the one that was offered."""
    return Conflict(
        "offer-is-stale",
        "A product of this transfer is no longer as it was offered. Ask the sender for a new one.",
    )


def _run(statement: str, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
