"""Telling both Organizations what became of a transfer: log, Manager, mail, webhooks (R61, R62)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from changehands.core.activity import record
from changehands.core.notifications import tell_administrators
from changehands.core.queue import defer
from changehands.core.transfers.offering import sides
from changehands.core.transfers.reporting import reports
from changehands.core.webhooks import tell_endpoints
from changehands.models import Transfer, User

# acts of the source's own people; who is of the other side, or of neither, is not named
_BY_THE_SOURCE: Final = frozenset({"transfer.started", "transfer.cancelled"})


def tell(transfer: Transfer, event: str, *, actor: User | None, at: datetime, **facts: Any) -> None:
    """Log the event and tell the administrators of each side, inside the verb that did it.

    `facts` are for the source alone.
    """
    seen = sides(transfer, **facts)
    act = record(event, actor=actor, at=at, sides=seen, subject=transfer.id)
    told: Mapping[Any, Mapping[str, Any]] = seen
    if event in _BY_THE_SOURCE:
        told = {side: {**facts, "by": str(actor)} for side, facts in seen.items()}
    tell_administrators(event, sides=told, subject=transfer.id, actor=actor, at=at)
    defer("notify", event=event, transfer=str(transfer.id))
    tell_endpoints(event, act=act, sides=reports(transfer), at=at)
