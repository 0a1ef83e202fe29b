"""Asking for background work in the transaction of the change that needs it."""

from typing import Any

from procrastinate.contrib.django import app


def defer(task: str, **arguments: Any) -> None:
    """Queue the named task of changehands.jobs; it is rolled back with the transaction."""
    app.configure_task(task).defer(**arguments)
