"""Putting messages for endpoints into the queue, inside the verb that did what they tell of."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from changehands.core.queue import defer_each
from changehands.policy.webhooks import WebhookEvent

# An endpoint that is being deleted is waited for, and then not found: its deliveries go with it.
_TELL: Final = """
    INSERT INTO webhook_delivery
           (endpoint_id, message, event, payload, told_at, state, run, attempts, next_attempt_at,
            reason)
    SELECT told.id, told.message, %(event)s, told.payload, %(at)s, 'waiting', 1, 0, %(at)s, ''
      FROM (SELECT endpoint.id, event.id AS message, side.payload
              FROM unnest(%(sides)s::uuid[], %(payloads)s::jsonb[]) AS side (id, payload)
              JOIN event ON event.act = %(act)s AND event.organization_id = side.id
              JOIN webhook_endpoint endpoint ON endpoint.organization_id = side.id
             WHERE endpoint.disabled_at IS NULL AND %(event)s = ANY(endpoint.events)
             ORDER BY endpoint.id
               FOR KEY SHARE OF endpoint) told
    RETURNING id
"""


def tell_endpoints(
    event: str, *, act: UUID, sides: Mapping[UUID, Mapping[str, Any]], at: datetime
) -> None:
    """Queue a message for each endpoint that wants to hear of this act, each side with its facts.

    It stands in the activity log already: the row there is the id of the message.
    """
    if event not in set(WebhookEvent):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL,
            {
                "act": act,
                "event": event,
                "at": at,
                "sides": list(sides),
                "payloads": [json.dumps(payload(event, data, at=at)) for data in sides.values()],
            },
        )
        queue(key for (key,) in cursor.fetchall())


def payload(event: str, data: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """What a message says."""
    moment = at.isoformat().replace("+00:00", "Z")
    return {"type": event, "timestamp": moment, "data": data}


def queue(deliveries: Iterable[UUID]) -> None:
    """Ask for the first attempt of these deliveries' first run."""
    defer_each(
        "deliver_webhook", [{"delivery": str(key), "run": 1, "attempt": 0} for key in deliveries]
    )
