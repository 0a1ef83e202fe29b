"""Webhooks and what was delivered to them."""

from datetime import datetime

from changehands.client.shapes.common import Person, Shape


class Webhook(Shape):
    """Where a program is told of what happens.

    `secret` is there with `webhooks:write`, but not in lists.
    """

    id: str
    organization_id: str
    url: str
    description: str
    events: list[str]
    secret: str | None
    created_by: Person
    created_at: datetime
    disabled_at: datetime | None
    failing_since: datetime | None
    actions: list[str]


class Delivery(Shape):
    """One message for one webhook, and what became of it."""

    id: str
    webhook_id: str
    message_id: str
    type: str
    happened_at: datetime
    state: str
    attempts: int
    attempted_at: datetime | None
    next_attempt_at: datetime | None
    status: int | None
    reason: str | None
    response_ms: int | None
    delivered_at: datetime | None
    actions: list[str]
