"""What a person does with their own notifications; no Organization is concerned, so none logs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from changehands.core.notifications.queries import own
from changehands.core.operation import sweep
from changehands.kernel.errors import Invalid, NotFound
from changehands.models import Membership, Notification, NotificationPreference, User
from changehands.policy.notices import ALWAYS_MAILED, ALWAYS_TOLD, Topic

READ: Final = timedelta(days=90)
UNREAD: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways a person wishes to be told."""

    in_manager: bool
    by_mail: bool


@sweep
def mark_read(*, actor: User, notification_id: UUID, at: datetime) -> Notification:
    """Mark one of one's own notifications as read; what is read stays as it is."""
    found = own(actor, notification_id)
    if found.read_at is None:
        found.read_at = at
        found.save(update_fields=["read_at"])
    return found


@sweep
def mark_all_read(*, actor: User, at: datetime) -> int:
    """Mark all of one's own notifications as read; answers how many were not."""
    rows = Notification.objects.filter(user=actor, in_manager=True, read_at=None, at__lte=at)
    return rows.update(read_at=at)


@sweep
def prefer(
    *, actor: User, wishes: Mapping[Topic, Ways], at: datetime, organization_id: UUID | None = None
) -> None:
    """Say how one wishes to be told, in one Organization or (None) in all that are not named.

    Raises Invalid for a topic of which one must hear by at least one way.
    """
    _require_place(actor, organization_id)
    for topic, ways in wishes.items():
        if topic in ALWAYS_TOLD and not (ways.in_manager or ways.by_mail):
            raise Invalid(
                "one-way-stays",
                "This must reach you: leave the Manager or the mail switched on.",
                field=topic,
            )
    _replace(
        actor,
        organization_id,
        [
            NotificationPreference(
                user=actor,
                organization_id=organization_id,
                topic=topic.value,
                in_manager=ways.in_manager,
                by_mail=ways.by_mail or topic in ALWAYS_MAILED,
            )
            for topic, ways in wishes.items()
        ],
    )


@sweep
def prefer_as_everywhere(*, actor: User, organization_id: UUID, at: datetime) -> None:
    """Take back what one said for one Organization: what holds everywhere holds there again."""
    _require_place(actor, organization_id)
    _replace(actor, organization_id, [])


@sweep
def forget(*, at: datetime) -> int:
    """Forget what was read, or told by mail alone, long ago, and the rest later; answers how many."""
    old = Q(at__lt=at - UNREAD)
    done = Q(at__lt=at - READ) & (Q(read_at__isnull=False) | Q(in_manager=False))
    gone, _ = Notification.objects.filter(old | done).delete()
    return gone


def _require_place(actor: User, organization_id: UUID | None) -> None:
    places = Membership.objects.filter(user=actor, organization=organization_id)
    if organization_id is not None and not places.exists():
        raise NotFound(
            "organization-not-found", "There is no such Organization, or it is not yours."
        )


def _replace(
    actor: User, organization_id: UUID | None, rows: "list[NotificationPreference]"
) -> None:
    # two windows of one person must not both insert
    User.objects.select_for_update(no_key=True).get(id=actor.pk)
    said = NotificationPreference.objects.filter(user=actor, organization=organization_id)
    said.delete()
    NotificationPreference.objects.bulk_create(rows)
