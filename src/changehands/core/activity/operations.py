"""Writing events; only ever inside a verb."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from changehands.core.operation import note_recorded
from changehands.kernel.ids import new_id
from changehands.models import Event, User


def record(
    verb: str,
    *,
    actor: User | None,
    at: datetime,
    sides: Mapping[UUID, Mapping[str, Any]],
    subject: UUID | None = None,
) -> UUID:
    """Write one act into the log of every Organization in `sides`, each with its own facts.

    Answers the act, which is the same for all of them.
    """
    act = new_id()
    events = [
        Event(
            act=act,
            at=at,
            organization_id=organization,
            actor=actor,
            verb=verb,
            subject=subject,
            data=dict(data),
        )
        for organization, data in sides.items()
    ]
    Event.objects.bulk_create(events)
    note_recorded(len(events))
    return act
