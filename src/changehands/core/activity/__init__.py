"""The activity log."""

from changehands.core.activity.operations import record

__all__ = ["record"]
