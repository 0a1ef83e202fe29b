"""Tables: fields, constraints and properties without queries."""

from changehands.models.activity import Event, Heartbeat
from changehands.models.help import CONFIGURATIONS, HelpArticle, HelpVote
from changehands.models.notifications import Notification, NotificationPreference
from changehands.models.organizations import (
    ROLE_LABELS,
    Invitation,
    Membership,
    Organization,
    Team,
    TeamMember,
)
from changehands.models.people import User, normalize_email
from changehands.models.products import (
    BLOCKING,
    Fact,
    Grant,
    Holding,
    Invoice,
    Product,
    Right,
    Serving,
)
from changehands.models.tokens import ApiToken, IdempotencyKey, TokenAllowance
from changehands.models.transfers import (
    Acceptance,
    Mailing,
    SelectedProduct,
    Transfer,
    TransferItem,
)
from changehands.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "BLOCKING",
    "CONFIGURATIONS",
    "ROLE_LABELS",
    "Acceptance",
    "ApiToken",
    "Event",
    "Fact",
    "Grant",
    "Heartbeat",
    "HelpArticle",
    "HelpVote",
    "Holding",
    "IdempotencyKey",
    "Invitation",
    "Invoice",
    "Mailing",
    "Membership",
    "Notification",
    "NotificationPreference",
    "Organization",
    "Product",
    "Right",
    "SelectedProduct",
    "Serving",
    "Team",
    "TeamMember",
    "TokenAllowance",
    "Transfer",
    "TransferItem",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
    "normalize_email",
]
