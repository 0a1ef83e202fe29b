"""Endpoints of Organizations' own programs, and what they were told."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from changehands.kernel.ids import to_public
from changehands.models.base import DerivedRecord, Record, one_of
from changehands.models.organizations import Organization
from changehands.models.people import User
from changehands.policy.webhooks import WebhookEvent


class WebhookEndpoint(Record):
    """Where an Organization wants to be told of what happens, signed with a secret.

    The secret is derived from the server's key, the id and the generation: no dump holds it.
    """

    noun: ClassVar[str] = "webhook"
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="webhooks", db_index=False
    )
    url = models.CharField(max_length=1000)
    description = models.CharField(max_length=120, blank=True)
    events = ArrayField(models.CharField(max_length=40))
    generation = models.PositiveIntegerField(default=1)
    rotated_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    disabled_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "webhook_endpoint"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(events__contained_by=[event.value for event in WebhookEvent])
                & ~models.Q(events=[]),
                name="webhook_endpoint_events_are_known",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "id"], name="webhook_endpoint_of"),
        ]

    def __str__(self) -> str:
        return self.description or self.host

    @property
    def host(self) -> str:
        """The host that is called: the rest of the address may hold a secret."""
        return urlsplit(self.url).hostname or ""


class DeliveryState(models.TextChoices):
    """Waiting for its next attempt, or what came of it."""

    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")


class WebhookDelivery(DerivedRecord):
    """One message for one endpoint. `run` counts how often it was sent anew by hand."""

    noun: ClassVar[str] = "delivery"

    State = DeliveryState
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    message = models.UUIDField(help_text="the row of the activity log that it tells of")
    event = models.CharField(max_length=40)
    payload = models.JSONField()
    told_at = models.DateTimeField(help_text="when the act happened")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    run = models.PositiveIntegerField(default=1)
    attempts = models.PositiveIntegerField(default=0, help_text="in this run")
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True, help_text="why the last attempt failed")
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [
            one_of("state", tuple(DeliveryState), "webhook_delivery_state_is_known"),
            models.UniqueConstraint(
                fields=["endpoint", "message"], name="webhook_delivery_is_told_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", next_attempt_at__isnull=False)
                | (~models.Q(state="waiting") & models.Q(next_attempt_at=None)),
                name="webhook_delivery_waits_for_an_attempt",
            ),
            models.CheckConstraint(
                condition=models.Q(state="delivered", delivered_at__isnull=False)
                | (~models.Q(state="delivered") & models.Q(delivered_at=None)),
                name="webhook_delivery_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "-told_at", "-id"], name="webhook_delivery_newest_first"
            ),
            models.Index(fields=["told_at"], name="webhook_delivery_by_age"),
        ]

    @property
    def message_id(self) -> str:
        """What the receiver sees as `webhook-id`: the same for every attempt."""
        return to_public("event", self.message)
