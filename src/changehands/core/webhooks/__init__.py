"""Telling programs of an Organization what happened, signed as Standard Webhooks has it."""

from changehands.core.webhooks.operations import (
    Wish,
    change,
    create,
    delete,
    redeliver,
    rotate_secret,
    send_test,
)
from changehands.core.webhooks.outcomes import Outcome, forget, note
from changehands.core.webhooks.telling import tell_endpoints

__all__ = [
    "Outcome",
    "Wish",
    "change",
    "create",
    "delete",
    "forget",
    "note",
    "redeliver",
    "rotate_secret",
    "send_test",
    "tell_endpoints",
]
