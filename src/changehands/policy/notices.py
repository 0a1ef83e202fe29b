"""Of what people are told, by topic, and what reaches them whatever they wish."""

from enum import StrEnum
from typing import Final


class Topic(StrEnum):
    """What a person chooses together: in the Manager, by mail, both."""

    STARTED = "started"
    COMPLETED = "completed"
    ENDED = "ended"
    REMINDED = "reminded"
    ACCESS_GIVEN = "access-given"
    ACCESS_TAKEN = "access-taken"
    INVITED = "invited"


TOPICS: Final = {
    "transfer.started": Topic.STARTED,
    "transfer.completed": Topic.COMPLETED,
    "transfer.cancelled": Topic.ENDED,
    "transfer.declined": Topic.ENDED,
    "transfer.expired": Topic.ENDED,
    "transfer.voided": Topic.ENDED,
    "transfer.reminded": Topic.REMINDED,
    "access.granted": Topic.ACCESS_GIVEN,
    "access.kept": Topic.ACCESS_GIVEN,
    "team.member-added": Topic.ACCESS_GIVEN,
    "access.revoked": Topic.ACCESS_TAKEN,
    "access.ended": Topic.ACCESS_TAKEN,
    "team.member-removed": Topic.ACCESS_TAKEN,
    "team.deleted": Topic.ACCESS_TAKEN,
    "member.role-changed": Topic.ACCESS_TAKEN,
    "member.removed": Topic.ACCESS_TAKEN,
    "member.invited": Topic.INVITED,
}

# who loses something must hear of it: one of the two ways stays
ALWAYS_TOLD: Final = frozenset({Topic.STARTED, Topic.COMPLETED, Topic.ACCESS_TAKEN})

# the mail is the thing itself and carries its link
ALWAYS_MAILED: Final = frozenset({Topic.INVITED})
