"""What became of an attempt: done, tried again later, or given up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from changehands.core.activity import record
from changehands.core.operation import sweep
from changehands.core.queue import defer
from changehands.models import WebhookDelivery, WebhookEndpoint
from changehands.policy.webhooks import KEPT, PATIENCE, TEST, wait_after

GONE: Final = 410  # says the receiver that it wants no more
_FOR_GOOD: Final = frozenset({"disabled", "frozen"})
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: the status of the answer, or why there was none."""

    status: int | None = None
    reason: str = ""
    milliseconds: int | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has it: any answer of 2xx, and nothing else."""
        return self.status is not None and 200 <= self.status < 300


@sweep
def note(*, delivery: WebhookDelivery, outcome: Outcome, at: datetime) -> bool:
    """Write down how this attempt ended, and ask for the next one where there is to be one.

    Answers False, and writes nothing, if it was written down already or the delivery was sent anew.
    """
    endpoint = (
        WebhookEndpoint.objects.select_for_update(no_key=True)
        .filter(id=delivery.endpoint_id)
        .first()
    )
    attempts = delivery.attempts + 1
    wait = None if outcome.reason in _FOR_GOOD else wait_after(attempts, delivery.event)
    is_over = outcome.is_delivered or outcome.status == GONE or wait is None
    state = WebhookDelivery.State
    written = WebhookDelivery.objects.filter(
        id=delivery.id, state=state.WAITING, run=delivery.run, attempts=delivery.attempts
    ).update(
        attempts=attempts,
        state=_state(outcome, is_over=is_over),
        next_attempt_at=None if is_over or wait is None else at + wait,
        attempted_at=at,
        status=outcome.status,
        reason=outcome.reason,
        milliseconds=outcome.milliseconds,
        delivered_at=at if outcome.is_delivered else None,
    )
    if not written or endpoint is None:
        return False
    if not is_over and wait is not None:
        told = {"delivery": str(delivery.id), "run": delivery.run, "attempt": attempts}
        defer("deliver_webhook", schedule_at=at + wait, **told)
    _judge(endpoint, delivery, outcome, at)
    return True


@sweep
def forget(*, at: datetime) -> int:
    """Remove what was told more than thirty days ago; answers how many."""
    old = WebhookDelivery.objects.filter(told_at__lte=at - KEPT).values("id")[:_AT_ONCE]
    gone, _ = WebhookDelivery.objects.filter(id__in=old).delete()
    return gone


def _state(outcome: Outcome, *, is_over: bool) -> str:
    if outcome.is_delivered:
        return WebhookDelivery.State.DELIVERED
    return WebhookDelivery.State.FAILED if is_over else WebhookDelivery.State.WAITING


def _judge(
    endpoint: WebhookEndpoint, delivery: WebhookDelivery, outcome: Outcome, at: datetime
) -> None:
    """Remember since when an endpoint fails, and disable one that has for days, or is gone."""
    same = WebhookEndpoint.objects.filter(id=endpoint.id)
    if outcome.is_delivered:
        same.exclude(failing_since=None).update(failing_since=None)
        return
    if outcome.reason in _FOR_GOOD or endpoint.disabled_at is not None:
        return
    if delivery.event == TEST and outcome.status != GONE:
        return
    since = endpoint.failing_since or at
    if outcome.status != GONE and at - since < PATIENCE:
        same.filter(failing_since=None).update(failing_since=since)
        return
    same.update(failing_since=since, disabled_at=at)
    why = "gone" if outcome.status == GONE else "failing"
    facts = {"webhook": str(endpoint), "host": endpoint.host, "reason": why}
    sides = {endpoint.organization_id: facts}
    record("webhook.disabled", actor=None, at=at, sides=sides, subject=endpoint.id)
