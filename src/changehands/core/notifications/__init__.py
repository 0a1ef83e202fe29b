"""What people are told of in the Manager and by mail, as they wish to be told."""

from changehands.core.notifications.operations import (
    Ways,
    forget,
    mark_all_read,
    mark_read,
    prefer,
    prefer_as_everywhere,
)
from changehands.core.notifications.telling import (
    mark_answered,
    tell_administrators,
    tell_invited,
    tell_moved,
    tell_people,
)

__all__ = [
    "Ways",
    "forget",
    "mark_all_read",
    "mark_answered",
    "mark_read",
    "prefer",
    "prefer_as_everywhere",
    "tell_administrators",
    "tell_invited",
    "tell_moved",
    "tell_people",
]
