"""The secrets of an endpoint: derived from the server's key, so that they are stored nowhere."""

import base64
import hmac
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.conf import settings
from standardwebhooks import Webhook

from changehands.models import WebhookEndpoint
from changehands.policy.webhooks import BOTH_SECRETS

_CONTEXT: Final = b"changehands/webhook-secret/v1\0"


def secret_of(endpoint: WebhookEndpoint) -> str:
    """The secret with which the receiver checks signatures, `whsec_…`."""
    return _derived(settings.SECRET_KEY, endpoint, endpoint.generation)


def signatures(endpoint: WebhookEndpoint, message: str, body: str, *, at: datetime) -> str:
    """The header `webhook-signature`: one signature for each secret that still counts.

    After a rotation the former secret does for a day, and after a change of the server's key the
    secrets of older keys for as long as they are kept.
    """
    generations = [endpoint.generation]
    if endpoint.rotated_at is not None and at < endpoint.rotated_at + BOTH_SECRETS:
        generations.append(endpoint.generation - 1)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    secrets = [_derived(key, endpoint, one) for one in generations for key in keys]
    return " ".join(Webhook(secret).sign(message, at, body) for secret in secrets)


def _derived(key: str, endpoint: WebhookEndpoint, generation: int) -> str:
    text = _CONTEXT + endpoint.id.bytes + generation.to_bytes(8, "big")
    return "whsec_" + base64.b64encode(hmac.digest(key.encode(), text, sha256)).decode()
