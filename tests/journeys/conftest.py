"""A real browser against a real server, whose mails are delivered by a real worker."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from procrastinate.contrib.django import app
from pytest_django.live_server_helper import LiveServer

from tests.journeys.walking import settle

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
Deliver = Callable[[], list[EmailMessage]]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's own Chromium, quiet and without a sandbox of its own."""
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium",
        "args": CHROMIUM,
    }


@pytest.fixture(scope="session")
def base_url() -> str:
    """Empty: addresses come from live_server (the plugin's own fixture warns under pytest 9)."""
    return ""


@pytest.fixture(autouse=True)
def _fresh_limits(transactional_db: None) -> None:
    cache.clear()  # no model has this table, so nothing else empties it


@pytest.fixture
def server(live_server: LiveServer, settings: LazySettings) -> str:
    """The address of the Manager, to which its links lead as well."""
    settle(settings, live_server.url)
    return str(live_server.url)


@pytest.fixture
def deliver() -> Deliver:
    """Let a worker do all the jobs that wait now, and give the mails sent so far."""

    def run() -> None:
        worker = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(worker) as ours:
            ours.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    def delivered() -> list[EmailMessage]:
        # in a thread of its own: the browser's event loop has the main one
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(timeout=30)
        assert not thread.is_alive()
        return list(mail.outbox)

    return delivered
