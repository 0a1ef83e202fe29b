"""Webhooks may go to loopback in these tests."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.core.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    """A receiver on loopback, which may be called."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as found:
        yield found
