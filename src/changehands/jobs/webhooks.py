"""Delivering messages to endpoints: signed, and only to the public internet (safety part 8)."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import httpx
from django.conf import settings

from changehands.core import webhooks
from changehands.core.webhooks import Outcome, queries
from changehands.core.webhooks.secret import signatures
from changehands.kernel import addresses
from changehands.models import WebhookDelivery

PATIENCE: Final = 10.0  # seconds for all of it: name, connection, request, answer
Clock = Callable[[], datetime]


def deliver(delivery_id: UUID, *, run: int, attempt: int, clock: Clock) -> None:
    """Make this attempt, unless it was made already, and write down how it ended."""
    delivery = queries.due(delivery_id, run=run, attempt=attempt)
    if delivery is not None:
        outcome = _attempt(delivery, at=clock())
        webhooks.note(delivery=delivery, outcome=outcome, at=clock())


def _attempt(delivery: WebhookDelivery, *, at: datetime) -> Outcome:
    endpoint = delivery.endpoint
    if endpoint.disabled_at is not None:
        return Outcome(reason="disabled")
    if endpoint.organization.frozen_at is not None:  # nothing is sent out in its name
        return Outcome(reason="frozen")
    body = json.dumps(delivery.payload, separators=(",", ":"), sort_keys=True)
    headers = {
        "content-type": "application/json",
        "user-agent": "Changehands-Webhooks/1",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures(endpoint, delivery.message_id, body, at=at),
    }
    return post(endpoint.url, body.encode(), headers)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Send a message, within ten seconds. Follows no redirect, and reads nothing of the answer."""
    began = time.monotonic()
    try:
        addresses.checked(url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
        status = _in_a_loop_of_its_own(url, body, headers)
    except Exception as error:
        return Outcome(reason=_reason(error), milliseconds=_since(began))
    return Outcome(status=status, milliseconds=_since(began))


class PinnedTransport(httpx.AsyncHTTPTransport):
    """Connects to the very address that was checked; name and certificate stay those of the URL."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask where the name leads to, once, and go there."""
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        found = await asyncio.to_thread(
            addresses.resolve, host, port, allow_private=settings.WEBHOOK_ALLOW_PRIVATE
        )
        request.extensions = {**request.extensions, "sni_hostname": host}
        *others, last = (request.url.copy_with(host=address) for address in found)
        for request.url in others:
            with suppress(httpx.ConnectError):
                return await super().handle_async_request(request)
        request.url = last
        return await super().handle_async_request(request)


async def _send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    async with asyncio.timeout(PATIENCE):
        client = httpx.AsyncClient(
            transport=PinnedTransport(trust_env=False),
            follow_redirects=False,
            trust_env=False,
            timeout=PATIENCE,
        )
        async with (
            client,
            client.stream("POST", url, content=body, headers=dict(headers)) as answer,
        ):
            return answer.status_code


def _in_a_loop_of_its_own(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status, from an event loop of another thread: the caller's may have one running."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(asyncio.run(_send(url, body, headers)))
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=run, name="webhook")
    thread.start()
    thread.join()
    if isinstance(found[0], Exception):
        raise found[0]
    return int(found[0])


def _reason(error: Exception) -> str:
    match error:
        case addresses.Refused():
            return "refused"
        case TimeoutError() | httpx.TimeoutException():
            return "timeout"
        case httpx.ConnectError() if "CERTIFICATE" in str(error).upper():
            return "certificate"
        case httpx.ConnectError():
            return "connection"
        case OSError() | UnicodeError():
            return "name"
        case _:
            return "broken"


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
