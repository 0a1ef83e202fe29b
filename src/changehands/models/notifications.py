"""What people are told of in the Manager and by mail, and how they wish to be told."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from changehands.models.base import DerivedRecord, Record, one_of
from changehands.models.organizations import Organization
from changehands.models.people import User
from changehands.policy.notices import ALWAYS_TOLD, Topic


class Notification(DerivedRecord):
    """One act as one person is told of it: `data` holds what their Organization may know."""

    noun: ClassVar[str] = "notification"
    act = models.UUIDField(help_text="the same for everybody who is told of one act")
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    verb = models.CharField(max_length=60)
    subject = models.UUIDField(null=True, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    in_manager = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False, help_text="a mail of its own goes out for it")

    class Meta:
        db_table = "notification"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(in_manager=True) | models.Q(by_mail=True),
                name="notification_is_told_somehow",
            ),
            models.UniqueConstraint(
                fields=["act", "user", "verb"], name="notification_is_told_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "-at", "-id"],
                condition=models.Q(in_manager=True),
                name="notification_newest_first",
            ),
            models.Index(
                fields=["user", "-at", "-id"],
                condition=models.Q(in_manager=True, read_at=None),
                name="notification_unread",
            ),
            BrinIndex(fields=["at"], name="notification_by_age"),
        ]


class NotificationPreference(Record):
    """How a person wishes to be told of a topic, in one Organization or (None) in all others."""

    noun: ClassVar[str] = "notification"
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notification_preferences", db_index=False
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    topic = models.CharField(max_length=20)
    in_manager = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta:
        db_table = "notification_preference"
        constraints = [
            one_of(
                "topic",
                [topic.value for topic in Topic],
                "notification_preference_topic_is_known",
            ),
            models.UniqueConstraint(
                fields=["user", "topic", "organization"], name="notification_preference_is_one"
            ),
            models.UniqueConstraint(
                fields=["user", "topic"],
                condition=models.Q(organization=None),
                name="notification_preference_is_one_for_all",
            ),
            models.CheckConstraint(
                condition=models.Q(in_manager=True)
                | models.Q(by_mail=True)
                | ~models.Q(topic__in=sorted(topic.value for topic in ALWAYS_TOLD)),
                name="notification_preference_leaves_one_way",
            ),
        ]
