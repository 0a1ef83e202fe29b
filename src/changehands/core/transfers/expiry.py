"""What time does to transfers: reminders and expiry. Reception checks the expiry by itself too."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from changehands.core.operation import sweep
from changehands.core.transfers.telling import tell
from changehands.models import Transfer


@sweep
def expire(*, at: datetime) -> int:
    """End every waiting transfer whose time is over; answers how many."""
    due = _lock(Transfer.objects.filter(expires_at__lte=at))
    Transfer.objects.filter(id__in=[t.id for t in due]).update(
        state=Transfer.State.EXPIRED, ended_at=at
    )
    _tell_each(due, "transfer.expired", at)
    return len(due)


@sweep
def remind(*, at: datetime) -> int:
    """Remind of every waiting transfer that expires soon, once; answers how many."""
    soon = at + timedelta(hours=settings.REMINDER_HOURS)
    due = _lock(Transfer.objects.filter(expires_at__lte=soon, expires_at__gt=at, reminded_at=None))
    Transfer.objects.filter(id__in=[t.id for t in due]).update(reminded_at=at)
    _tell_each(due, "transfer.reminded", at)
    return len(due)


def _lock(due: QuerySet[Transfer]) -> list[Transfer]:
    rows = due.filter(state=Transfer.State.WAITING).select_related(
        "source", "destination", "started_by"
    )
    return list(rows.select_for_update(no_key=True, skip_locked=True, of=("self",))[:500])


def _tell_each(transfers: list[Transfer], event: str, at: datetime) -> None:
    for transfer in transfers:
        tell(transfer, event, actor=None, at=at)
