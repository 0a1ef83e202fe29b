"""A real mail server for the tests of the jobs."""

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings

from tests.jobs.inbox import Inbox


@pytest.fixture
def inbox(settings: LazySettings) -> Iterator[Inbox]:
    """A mail server on a free port, to which the mails of the test go."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()
