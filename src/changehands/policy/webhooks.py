"""What an Organization's endpoints may be told of, and how long one is tried."""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class WebhookEvent(StrEnum):
    """An act of which endpoints may be told, under its name in the activity log."""

    STARTED = "transfer.started"
    COMPLETED = "transfer.completed"
    CANCELLED = "transfer.cancelled"
    DECLINED = "transfer.declined"
    EXPIRED = "transfer.expired"
    VOIDED = "transfer.voided"


TEST: Final = "webhook.test"  # sent on request, whatever an endpoint is subscribed to
# how long to wait after each attempt that failed: the schedule that Standard Webhooks proposes
WAITS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
PATIENCE: Final = timedelta(days=5)  # an endpoint that fails for so long is disabled
BOTH_SECRETS: Final = timedelta(hours=24)  # how long the former secret signs too
KEPT: Final = timedelta(days=30)
MOST_ENDPOINTS: Final = 20
MOST_TESTS: Final = 10  # a minute, in one Organization


def wait_after(attempts: int, event: str) -> timedelta | None:
    """How long to wait after so many attempts that failed; None to give up. A test is tried once."""
    if event == TEST or attempts > len(WAITS):
        return None
    return WAITS[attempts - 1]
