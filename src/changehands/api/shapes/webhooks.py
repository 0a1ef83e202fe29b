"""Webhooks and what was delivered to them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from changehands.api import actions
from changehands.api.shapes.common import (
    Actions,
    Body,
    DeliveryId,
    EventId,
    Next,
    OrganizationId,
    Person,
    Shape,
    Text,
    WebhookId,
)
from changehands.core.tokens import Caller
from changehands.core.webhooks import Wish
from changehands.core.webhooks.secret import secret_of
from changehands.models import Membership
from changehands.models import WebhookDelivery as DeliveryRow
from changehands.models import WebhookEndpoint as WebhookRow
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope

WebhookEvent = Literal[
    "transfer.started",
    "transfer.completed",
    "transfer.cancelled",
    "transfer.declined",
    "transfer.expired",
    "transfer.voided",
]
Url = Annotated[
    Text,
    Field(
        min_length=1,
        description="https, on port 443, of the public internet",
        examples=["https://hooks.example.com/changehands"],
    ),
]
Events = Annotated[
    list[WebhookEvent],
    Field(min_length=1, max_length=6, examples=[["transfer.started", "transfer.completed"]]),
]
Description = Annotated[Text, Field(max_length=200, examples=["Bookkeeping"])]


class Webhook(Shape):
    """Where an Organization's own program is told of what happens in it."""

    id: WebhookId
    organization_id: OrganizationId
    url: str = Field(examples=["https://hooks.example.com/changehands"])
    description: str = Field(examples=["Bookkeeping"])
    events: list[WebhookEvent]
    secret: str | None = Field(
        description="with which the receiver checks signatures; for tokens with `webhooks:write`, "
        "never in a list, nor in an answer that is given again",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw/MfKQ9r8GKY="],
    )
    created_by: Person
    created_at: datetime
    disabled_at: datetime | None = Field(description="nothing is sent to it since then")
    failing_since: datetime | None = Field(
        description="when it began to fail; after five days it is disabled"
    )
    actions: Actions

    @classmethod
    def of(cls, caller: Caller, own: Membership, row: WebhookRow) -> "Webhook":
        """From the core."""
        events: Any = row.events
        return cls(
            id=row.public_id,
            organization_id=own.organization.public_id,
            url=row.url,
            description=row.description,
            events=events,
            secret=secret_of(row) if caller.may(Scope.WEBHOOKS_WRITE) else None,
            created_by=Person.of(row.created_by),
            created_at=row.created_at,
            disabled_at=row.disabled_at,
            failing_since=row.failing_since,
            actions=actions.among(caller, own, [P.WEBHOOKS_VIEW, P.WEBHOOKS_MANAGE]),
        )


class WebhookPage(Shape):
    """Some webhooks."""

    items: list[Webhook]
    next: Next


class NewWebhook(Body):
    """Where to send what, signed."""

    url: Url
    events: Events
    description: Description = ""


class WebhookChange(Body):
    """What shall be otherwise; what is left out stays."""

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    disabled: bool | None = Field(None, description="true: send nothing from now on")

    def wish(self) -> Wish:
        """For the core."""
        return Wish(
            url=self.url, events=self.events, description=self.description, disabled=self.disabled
        )


class Delivery(Shape):
    """One message for one webhook, and what became of it."""

    id: DeliveryId
    webhook_id: WebhookId
    message_id: EventId = Field(description="`webhook-id` of the message, and its event in the log")
    type: str = Field(examples=["transfer.completed"])
    happened_at: datetime
    state: Literal["waiting", "delivered", "failed"]
    attempts: int = Field(description="since it was sent, or sent again")
    attempted_at: datetime | None
    next_attempt_at: datetime | None
    status: int | None = Field(description="of the last answer", examples=[204])
    reason: str | None = Field(
        description="why the last attempt had no answer: refused, name, connection, certificate, "
        "timeout, broken, disabled or frozen",
        examples=[None],
    )
    response_ms: int | None = Field(description="how long the last attempt took", examples=[87])
    delivered_at: datetime | None
    actions: Actions

    @classmethod
    def of(cls, caller: Caller, own: Membership, row: DeliveryRow) -> "Delivery":
        """From the core."""
        state: Any = row.state
        return cls(
            id=row.public_id,
            webhook_id=row.endpoint.public_id,
            message_id=row.message_id,
            type=row.event,
            happened_at=row.told_at,
            state=state,
            attempts=row.attempts,
            attempted_at=row.attempted_at,
            next_attempt_at=row.next_attempt_at,
            status=row.status,
            reason=row.reason or None,
            response_ms=row.milliseconds,
            delivered_at=row.delivered_at,
            actions=actions.among(caller, own, [P.WEBHOOKS_VIEW, P.WEBHOOKS_MANAGE]),
        )


class DeliveryPage(Shape):
    """Some deliveries, the newest first."""

    items: list[Delivery]
    next: Next
