"""Reading webhooks and what was delivered. Who may ask is decided before (WEBHOOKS_VIEW)."""

from uuid import UUID

from changehands.core.paging import SIZE, Page, page_of
from changehands.kernel.errors import NotFound
from changehands.models import User, WebhookDelivery, WebhookEndpoint


def webhooks_page(
    organization_id: UUID, *, after: str | None = None, size: int = SIZE
) -> Page[WebhookEndpoint]:
    """The endpoints of an Organization, the oldest first."""
    rows = WebhookEndpoint.objects.filter(organization_id=organization_id)
    return page_of(rows.select_related("created_by"), "id", after=after, size=size)


def webhook(organization_id: UUID, webhook_id: UUID) -> WebhookEndpoint:
    """One endpoint of an Organization. Raises NotFound for that of another."""
    rows = WebhookEndpoint.objects.select_related("created_by", "organization")
    found = rows.filter(organization_id=organization_id, id=webhook_id).first()
    if found is None:
        raise no_such_webhook()
    return found


def home_of(user: User, webhook_id: UUID) -> UUID:
    """The Organization of an endpoint. Raises NotFound for people who are not in it."""
    rows = WebhookEndpoint.objects.filter(
        id=webhook_id, organization__memberships__user=user.pk
    ).values_list("organization_id", flat=True)
    if not rows:
        raise no_such_webhook()
    return rows[0]


def deliveries_page(
    webhook_id: UUID, *, after: str | None = None, size: int = SIZE
) -> Page[WebhookDelivery]:
    """What was told to an endpoint in the last thirty days, the newest first."""
    rows = WebhookDelivery.objects.filter(endpoint_id=webhook_id)
    rows = rows.select_related("endpoint").defer("payload")
    return page_of(rows, "told_at", "id", after=after, size=size, descending=True)


def delivery(organization_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """One delivery to an endpoint of an Organization. Raises NotFound for that of another."""
    rows = WebhookDelivery.objects.select_related("endpoint__organization")
    found = rows.filter(endpoint__organization_id=organization_id, id=delivery_id).first()
    if found is None:
        raise no_such_delivery()
    return found


def due(delivery_id: UUID, *, run: int, attempt: int) -> WebhookDelivery | None:
    """The delivery if exactly this attempt of it is still to be made."""
    rows = WebhookDelivery.objects.select_related("endpoint__organization")
    waiting = WebhookDelivery.State.WAITING
    return rows.filter(id=delivery_id, state=waiting, run=run, attempts=attempt).first()


def no_such_webhook() -> NotFound:
    """The one answer for an endpoint that is not there and for one that is not theirs."""
    return NotFound("webhook-not-found", "There is no such webhook, or it is not yours.")


def no_such_delivery() -> NotFound:
    """The one answer for a delivery that is not there and for one that is not theirs."""
    return NotFound("delivery-not-found", "There is no such delivery, or it is not yours.")
