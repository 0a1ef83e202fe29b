"""The verbs of webhooks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from changehands.core.activity import record
from changehands.core.operation import operation
from changehands.core.organizations import authority
from changehands.core.queue import defer
from changehands.core.webhooks.queries import no_such_delivery, no_such_webhook
from changehands.core.webhooks.telling import payload, queue
from changehands.kernel.addresses import Refused, checked
from changehands.kernel.errors import Conflict, Invalid, TooMany
from changehands.kernel.names import clean_name
from changehands.models import Event, Organization, User, WebhookDelivery, WebhookEndpoint
from changehands.policy.permissions import Permission as P
from changehands.policy.webhooks import MOST_ENDPOINTS, MOST_TESTS, TEST, WebhookEvent

_NOT_THERE: Final = {
    "scheme": "Write an address that begins with https://.",
    "port": "Leave the port out: only 443, that of https, is called.",
    "private": "This address is not one of the public internet. Choose one that is.",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How an endpoint shall be; None leaves a thing as it is."""

    url: str | None = None
    description: str | None = None
    events: Iterable[str] | None = None
    disabled: bool | None = None


@operation
def create(
    *,
    actor: User,
    organization_id: UUID,
    url: str,
    events: Iterable[str],
    at: datetime,
    description: str = "",
) -> WebhookEndpoint:
    """Let an Organization's own program be told of what happens in it."""
    organization = authority.lock([organization_id])[organization_id]
    authority.require(P.WEBHOOKS_MANAGE, actor, organization)
    if WebhookEndpoint.objects.filter(organization=organization).count() >= MOST_ENDPOINTS:
        raise Conflict(
            "too-many-webhooks",
            "%(organization)s has %(most)s webhooks. Delete one that is no longer used.",
            organization=organization.name,
            most=MOST_ENDPOINTS,
        )
    endpoint = WebhookEndpoint.objects.create(
        organization=organization,
        url=_address(url),
        description=_described(description),
        events=_known(events),
        created_by=actor,
        created_at=at,
    )
    _log("webhook.created", endpoint, actor, at, events=endpoint.events)
    return endpoint


@operation
def change(*, actor: User, webhook_id: UUID, wish: Wish, at: datetime) -> WebhookEndpoint:
    """Change where an endpoint is and what it hears of; disable it, or enable it again."""
    endpoint = _lock(webhook_id, actor=actor)
    before = endpoint.host
    if wish.url is not None:
        endpoint.url = _address(wish.url)
    if wish.description is not None:
        endpoint.description = _described(wish.description)
    if wish.events is not None:
        endpoint.events = _known(wish.events)
    verb = "webhook.changed"
    if wish.disabled is not None and wish.disabled != (endpoint.disabled_at is not None):
        endpoint.disabled_at = at if wish.disabled else None
        endpoint.failing_since = None
        verb = "webhook.disabled" if wish.disabled else "webhook.enabled"
    endpoint.save(update_fields=["url", "description", "events", "disabled_at", "failing_since"])
    moved = {"before": before} if before != endpoint.host else {}
    _log(verb, endpoint, actor, at, events=endpoint.events, **moved)
    return endpoint


@operation
def rotate_secret(*, actor: User, webhook_id: UUID, at: datetime) -> WebhookEndpoint:
    """Give an endpoint a new secret; the former one signs too for a day."""
    endpoint = _lock(webhook_id, actor=actor)
    endpoint.generation += 1
    endpoint.rotated_at = at
    endpoint.save(update_fields=["generation", "rotated_at"])
    _log("webhook.secret-rotated", endpoint, actor, at)
    return endpoint


@operation
def delete(*, actor: User, webhook_id: UUID, at: datetime) -> None:
    """End an endpoint, with everything that was told to it or still waits."""
    endpoint = _lock(webhook_id, actor=actor, ends=True)
    _log("webhook.deleted", endpoint, actor, at)
    endpoint.deliveries.all().delete()
    endpoint.delete()


@operation
def send_test(*, actor: User, webhook_id: UUID, at: datetime) -> WebhookDelivery:
    """Send a message that tells of nothing, once."""
    endpoint = _lock(webhook_id, actor=actor)
    _require_enabled(endpoint)
    _require_few_tests(endpoint.organization_id, at)
    act = _log("webhook.tested", endpoint, actor, at)
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint,
        message=Event.objects.get(act=act).id,
        event=TEST,
        payload=payload(TEST, {"organization_id": endpoint.organization.public_id}, at=at),
        told_at=at,
        next_attempt_at=at,
    )
    queue([delivery.id])
    return delivery


@operation
def redeliver(*, actor: User, delivery_id: UUID, at: datetime) -> WebhookDelivery:
    """Send a message once more, with the same id, whatever became of it before."""
    home = WebhookDelivery.objects.filter(
        id=delivery_id, endpoint__organization__memberships__user=actor.pk
    ).values_list("endpoint_id", flat=True)
    if not home:
        raise no_such_delivery()
    endpoint = _lock(home[0], actor=actor)
    delivery = WebhookDelivery.objects.select_for_update().filter(id=delivery_id).first()
    if delivery is None:
        raise no_such_delivery()
    _require_enabled(endpoint)
    if delivery.state == WebhookDelivery.State.WAITING and delivery.attempts == 0:
        raise Conflict("delivery-is-waiting", "This message is on its way already.")
    delivery.state, delivery.delivered_at = WebhookDelivery.State.WAITING, None
    delivery.run, delivery.attempts, delivery.next_attempt_at = delivery.run + 1, 0, at
    delivery.save()
    defer("deliver_webhook", delivery=str(delivery.id), run=delivery.run, attempt=0)
    _log("webhook.redelivered", endpoint, actor, at, message=delivery.message_id)
    return delivery


def _lock(webhook_id: UUID, *, actor: User, ends: bool = False) -> WebhookEndpoint:
    """Lock an endpoint under its Organization; only one that ends keeps messages waiting."""
    home = WebhookEndpoint.objects.filter(
        id=webhook_id, organization__memberships__user=actor.pk
    ).values_list("organization_id", flat=True)
    if not home:
        raise no_such_webhook()
    organization: Organization = authority.lock([home[0]])[home[0]]
    authority.require(P.WEBHOOKS_MANAGE, actor, organization)
    rows = WebhookEndpoint.objects.select_for_update(no_key=not ends, of=("self",))
    endpoint = rows.select_related("created_by").filter(id=webhook_id).first()
    if endpoint is None:
        raise no_such_webhook()
    endpoint.organization = organization
    return endpoint


def _address(url: str) -> str:
    """The address, if it says of itself that it may be called.

    What its name leads to is asked at each call instead of here: it may change at any time, and
    nobody waits for a name server while holding locks.
    """
    url = url.strip()
    try:
        checked(url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    except Refused as refusal:
        message = _NOT_THERE.get(
            str(refusal), "Write a whole address, as https://example.com/hook."
        )
        raise Invalid("url-not-allowed", message, field="url") from refusal
    if len(url) > 1000:
        raise Invalid("url-too-long", "The address is too long.", field="url")
    return url


def _described(text: str) -> str:
    return clean_name(text, field="description") if text.strip() else ""


def _known(events: Iterable[str]) -> list[str]:
    wanted = set(events)
    if not wanted or wanted - set(WebhookEvent):
        raise Invalid(
            "webhook-events-unknown",
            "Choose at least one event, and only from these: %(events)s.",
            field="events",
            events=", ".join(WebhookEvent),
        )
    return [event.value for event in WebhookEvent if event in wanted]


def _require_enabled(endpoint: WebhookEndpoint) -> None:
    if endpoint.disabled_at is not None:
        raise Conflict("webhook-disabled", "This webhook is disabled. Enable it first.")


def _require_few_tests(organization_id: UUID, at: datetime) -> None:
    lately = WebhookDelivery.objects.filter(
        endpoint__organization=organization_id, event=TEST, told_at__gt=at - timedelta(minutes=1)
    )
    if lately.count() >= MOST_TESTS:
        raise TooMany("too-many-tests", "Too many tests. Try again in a minute.", retry_after=60)


def _log(event: str, endpoint: WebhookEndpoint, actor: User, at: datetime, **facts: object) -> UUID:
    told = {"webhook": str(endpoint), "host": endpoint.host, **facts}
    sides = {endpoint.organization_id: told}
    return record(event, actor=actor, at=at, sides=sides, subject=endpoint.id)
