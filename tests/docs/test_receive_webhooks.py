"""The receiver that the how-to shows is run as it stands there."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.conf import LazySettings

from changehands.core.webhooks.secret import secret_of
from changehands.jobs import tasks, webhooks
from changehands.models import WebhookDelivery, WebhookEndpoint
from changehands.policy.webhooks import TEST, WAITS, WebhookEvent
from tests.core.webhooks.receiver import make
from tests.world import World, offer

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "receive-webhooks.md"


@contextmanager
def shown(endpoint: WebhookEndpoint, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The program of the page, listening."""
    text = PAGE.read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    settings = {**os.environ, "WEBHOOK_SECRET": secret_of(endpoint), "PORT": str(port)}
    pipe = subprocess.PIPE
    command = [sys.executable, "-W", "error", "-c", program]
    with subprocess.Popen(command, env=settings, stdout=pipe, stderr=pipe, text=True) as running:
        try:
            _wait_for(port)
            yield running
        finally:
            running.terminate()


def _wait_for(port: int) -> None:
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the receiver does not listen")


@pytest.fixture
def endpoint(world: World, settings: LazySettings) -> WebhookEndpoint:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return make(world, f"http://127.0.0.1:{port}/")


def test_the_receiver_of_the_page_takes_what_is_signed_once_and_refuses_the_rest(
    world: World, endpoint: WebhookEndpoint
) -> None:
    offer(world.olga, world.ours, world.domain)
    delivery = WebhookDelivery.objects.get()
    port = httpx.URL(endpoint.url).port
    assert port is not None
    with shown(endpoint, port) as running:
        tasks.deliver_webhook(delivery=str(delivery.id), run=1, attempt=0)
        forged = webhooks.post(endpoint.url, b"{}", {"webhook-id": "x"})
        WebhookDelivery.objects.update(
            state="waiting", next_attempt_at=delivery.told_at, delivered_at=None
        )
        tasks.deliver_webhook(delivery=str(delivery.id), run=1, attempt=1)
        running.terminate()
        said = running.communicate(timeout=20)[0]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, forged.status) == ("delivered", 204, 400)
    assert said.count("transfer.started") == 1 and '"title": "ours.example"' in said


def test_the_page_names_every_type_and_every_wait() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{event}`" in text for event in [*WebhookEvent, TEST])
    words = "5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours"
    assert words in text
    assert [int(wait.total_seconds()) for wait in WAITS] == [
        *(5, 5 * 60, 30 * 60),
        *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)),
    ]
