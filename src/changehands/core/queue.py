"""Asking for background work in the transaction of the change that needs it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app


def defer(task: str, *, schedule_at: datetime | None = None, **arguments: Any) -> None:
    """Queue the named task of changehands.jobs; it is rolled back with the transaction."""
    app.configure_task(task, schedule_at=schedule_at).defer(**arguments)


def defer_each(task: str, calls: Iterable[Mapping[str, Any]]) -> None:
    """Queue the named task once for each of the calls; one statement, or none without calls."""
    if told := [dict(call) for call in calls]:
        app.configure_task(task).batch_defer(*told)
