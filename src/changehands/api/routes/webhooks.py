"""Webhooks of an Organization."""

from typing import Any

from django.http import HttpRequest

from changehands.api.authentication import caller_of
from changehands.api.routes.places import key_of, place
from changehands.api.routing import Cursor, Limit, Resource, nothing, perform
from changehands.api.shapes.common import DeliveryId, OrganizationId, WebhookId
from changehands.api.shapes.webhooks import (
    Delivery,
    DeliveryPage,
    NewWebhook,
    Webhook,
    WebhookChange,
    WebhookPage,
)
from changehands.core import webhooks
from changehands.core.tokens.queries import place_of
from changehands.core.webhooks import queries
from changehands.models import WebhookDelivery, WebhookEndpoint
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope

resource = Resource(tags=["webhooks"])


@resource.read("/organizations/{organization}/webhooks", Scope.WEBHOOKS_READ, WebhookPage)
def list_webhooks(
    request: HttpRequest, organization: OrganizationId, cursor: Cursor = "", limit: Limit = 50
) -> WebhookPage:
    """The webhooks of an Organization, the oldest first, without their secrets."""
    own = place(request, organization, P.WEBHOOKS_VIEW)
    page = queries.webhooks_page(own.organization_id, after=cursor, size=limit)
    shown = (Webhook.of(caller_of(request), own, row) for row in page.rows)
    items = [one.model_copy(update={"secret": None}) for one in shown]
    return WebhookPage(items=items, next=page.next)


@resource.write(
    "POST", "/organizations/{organization}/webhooks", Scope.WEBHOOKS_WRITE, Webhook, 201
)
def create_webhook(request: HttpRequest, organization: OrganizationId, body: NewWebhook) -> Any:
    """Let a program of the Organization be told of what happens, as Standard Webhooks has it."""
    own = place(request, organization, P.WEBHOOKS_MANAGE)
    return perform(
        request,
        webhooks.create,
        lambda made: _shown(request, made),
        organization_id=own.organization_id,
        url=body.url,
        events=body.events,
        description=body.description,
    )


@resource.read("/webhooks/{webhook}", Scope.WEBHOOKS_READ, Webhook)
def show_webhook(request: HttpRequest, webhook: WebhookId) -> Webhook:
    """One webhook, with its secret for who may change it."""
    caller, key = caller_of(request), key_of(request, "webhook", webhook)
    own = place_of(caller, queries.home_of(caller.user, key), P.WEBHOOKS_VIEW)
    return Webhook.of(caller, own, queries.webhook(own.organization_id, key))


@resource.write("PATCH", "/webhooks/{webhook}", Scope.WEBHOOKS_WRITE, Webhook)
def change_webhook(request: HttpRequest, webhook: WebhookId, body: WebhookChange) -> Any:
    """Change where it is and what it hears of; disable it, or enable it again."""
    return perform(
        request,
        webhooks.change,
        lambda changed: _shown(request, changed),
        webhook_id=key_of(request, "webhook", webhook),
        wish=body.wish(),
    )


@resource.write("DELETE", "/webhooks/{webhook}", Scope.WEBHOOKS_WRITE, None, 204)
def delete_webhook(request: HttpRequest, webhook: WebhookId) -> Any:
    """End a webhook, with everything that was told to it or still waits."""
    key = key_of(request, "webhook", webhook)
    return perform(request, webhooks.delete, nothing, webhook_id=key)


@resource.write("POST", "/webhooks/{webhook}/secret", Scope.WEBHOOKS_WRITE, Webhook, 201)
def rotate_webhook_secret(request: HttpRequest, webhook: WebhookId) -> Any:
    """Give it a new secret; for a day, messages are signed with the former one too."""
    return perform(
        request,
        webhooks.rotate_secret,
        lambda changed: _shown(request, changed),
        webhook_id=key_of(request, "webhook", webhook),
    )


@resource.write("POST", "/webhooks/{webhook}/tests", Scope.WEBHOOKS_WRITE, Delivery, 201)
def test_webhook(request: HttpRequest, webhook: WebhookId) -> Any:
    """Send a message of the type `webhook.test`, once."""
    return perform(
        request,
        webhooks.send_test,
        lambda made: _told(request, made),
        webhook_id=key_of(request, "webhook", webhook),
    )


@resource.read("/webhooks/{webhook}/deliveries", Scope.WEBHOOKS_READ, DeliveryPage)
def list_deliveries(
    request: HttpRequest, webhook: WebhookId, cursor: Cursor = "", limit: Limit = 50
) -> DeliveryPage:
    """What was told to it in the last thirty days, the newest first."""
    caller, key = caller_of(request), key_of(request, "webhook", webhook)
    own = place_of(caller, queries.home_of(caller.user, key), P.WEBHOOKS_VIEW)
    page = queries.deliveries_page(key, after=cursor, size=limit)
    items = [Delivery.of(caller, own, row) for row in page.rows]
    return DeliveryPage(items=items, next=page.next)


@resource.write("POST", "/deliveries/{delivery}/redelivery", Scope.WEBHOOKS_WRITE, Delivery, 201)
def redeliver(request: HttpRequest, delivery: DeliveryId) -> Any:
    """Send a message once more, with the same `webhook-id`, whatever became of it before."""
    return perform(
        request,
        webhooks.redeliver,
        lambda sent: _told(request, sent),
        delivery_id=key_of(request, "delivery", delivery),
    )


def _shown(request: HttpRequest, row: WebhookEndpoint) -> Webhook:
    caller = caller_of(request)
    return Webhook.of(caller, place_of(caller, row.organization_id, P.WEBHOOKS_VIEW), row)


def _told(request: HttpRequest, row: WebhookDelivery) -> Delivery:
    caller = caller_of(request)
    own = place_of(caller, row.endpoint.organization_id, P.WEBHOOKS_VIEW)
    return Delivery.of(caller, own, row)
