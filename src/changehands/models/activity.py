"""The activity log: append-only, one row for each Organization that an act concerns."""

from typing import ClassVar

from django.db import models

from changehands.models.base import Record
from changehands.models.organizations import Organization
from changehands.models.people import User


class Event(Record):
    """One act as one Organization may see it: `data` holds that side's facts, nothing foreign."""

    noun: ClassVar[str] = "event"
    act = models.UUIDField(help_text="the same for both sides of one act")
    at = models.DateTimeField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="events")
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    subject = models.UUIDField(null=True, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "event"
        constraints = [
            models.UniqueConstraint(
                fields=["act", "organization"], name="event_is_told_once_a_side"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-id"], name="event_newest_first"),
            models.Index(fields=["subject"], name="event_by_subject"),
        ]


class Heartbeat(models.Model):
    """When a background process was last seen alive."""

    process = models.CharField(primary_key=True, max_length=40)
    beat_at = models.DateTimeField()

    class Meta:
        db_table = "heartbeat"
