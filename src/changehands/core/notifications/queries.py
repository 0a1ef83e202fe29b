"""Reading one's own notifications and wishes; nobody reads another person's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from changehands.core.paging import SIZE, Page, page_of
from changehands.kernel.errors import NotFound
from changehands.models import Notification, NotificationPreference, User
from changehands.policy.notices import ALWAYS_MAILED, TOPICS, Topic

LATEST: Final = 8
MOST: Final = 9  # what is counted; beyond it is “9+”


@dataclass(frozen=True, slots=True)
class Unread:
    """How many notifications wait to be read, up to one more than is counted, and the newest."""

    count: int
    newest: UUID | None

    @property
    def is_many(self) -> bool:
        """Whether there are more than are counted."""
        return self.count > MOST

    @property
    def shown(self) -> str:
        """The number as it stands on the bell."""
        return f"{MOST}+" if self.is_many else str(self.count)

    @property
    def state(self) -> str:
        """Stands for what the bell shows: the same as long as nothing is new or read."""
        return f"{self.count}.{self.newest.hex if self.newest else ''}"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person is told of a topic, and whether they said so for this very Organization."""

    topic: Topic
    in_manager: bool = True
    by_mail: bool = True
    is_own: bool = False


def unread(user: User) -> Unread:
    """What waits to be read; never more than ten rows of an index."""
    rows = _of(user).filter(read_at=None).order_by("-at", "-id")
    keys = list(rows.values_list("id", flat=True)[: MOST + 1])
    return Unread(len(keys), keys[0] if keys else None)


def latest(user: User) -> Sequence[Notification]:
    """The newest few, read or not, for the panel of the bell."""
    return list(_of(user).select_related("organization").order_by("-at", "-id")[:LATEST])


def page(
    user: User, *, only_unread: bool = False, after: str | None = None, size: int = SIZE
) -> Page[Notification]:
    """The notifications of a person in all of their Organizations, the newest first."""
    rows = _of(user).select_related("organization")
    if only_unread:
        rows = rows.filter(read_at=None)
    return page_of(rows, "at", "id", after=after, size=size, descending=True)


def own(user: User, notification_id: UUID) -> Notification:
    """One of the person's own notifications. Raises NotFound for anybody else's."""
    found = _of(user).filter(id=notification_id).select_related("organization").first()
    if found is None:
        raise no_such_notification()
    return found


def wishes(user: User, organization_id: UUID | None = None) -> Sequence[Wish]:
    """How the person is told of each topic in an Organization, or (None) wherever they did not say."""
    rows = NotificationPreference.objects.filter(user=user)
    asked = {
        (row.topic, row.organization_id): row
        for row in rows.filter(Q(organization=None) | Q(organization=organization_id))
    }
    found = []
    for topic in Topic:
        own = asked.get((topic, organization_id))
        row = own or asked.get((topic, None))
        wish = Wish(topic, row.in_manager, row.by_mail, own is not None) if row else Wish(topic)
        found.append(wish)
    return found


def without_mail(verb: str, people: Mapping[UUID, UUID]) -> set[UUID]:
    """Which of these people, told as one of an Organization each, want no mail of such an act."""
    topic = TOPICS[verb]
    if topic in ALWAYS_MAILED:
        return set()
    rows = NotificationPreference.objects.filter(
        Q(organization=None) | Q(organization__in=set(people.values())),
        user__in=list(people),
        topic=topic,
    )
    asked = {(row.user_id, row.organization_id): row.by_mail for row in rows}
    return {
        user
        for user, home in people.items()
        if not asked.get((user, home), asked.get((user, None), True))
    }


def to_mail(act: UUID) -> Iterable[UUID]:
    """The notifications of an act for which a mail goes out."""
    rows = Notification.objects.filter(act=act, by_mail=True)
    return list(rows.values_list("id", flat=True))


def no_such_notification() -> NotFound:
    """The one answer for a notification that is not there and for one that is not theirs."""
    return NotFound("notification-not-found", "There is no such notification, or it is not yours.")


def _of(user: User) -> "QuerySet[Notification]":
    return Notification.objects.filter(user_id=user.pk, in_manager=True)
