"""What a person does with their notifications and how they wish to be told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic  # noqa: TID251

from changehands.core import notifications, transfers
from changehands.core.notifications import Ways, queries
from changehands.kernel.errors import Invalid, NotFound
from changehands.models import Notification, NotificationPreference, Organization, User
from changehands.policy.notices import ALWAYS_TOLD, TOPICS, Topic
from tests.world import NOW, World, offer, take


def choose(user: User, topic: Topic, ways: Ways, here: Organization | None = None) -> None:
    notifications.prefer(
        actor=user, wishes={topic: ways}, at=NOW, organization_id=here.id if here else None
    )


def titles(user: User) -> list[str]:
    return [row.verb for row in queries.page(user).rows]


def test_the_newest_stands_first_and_is_counted(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW + timedelta(hours=1))
    assert titles(world.adam) == ["transfer.cancelled", "transfer.started"]
    assert queries.unread(world.adam).count == 2
    assert queries.unread(world.olga).count == 0


def test_no_more_than_nine_are_counted(world: World) -> None:
    for _number in range(11):
        transfer = offer(world.olga, world.ours, world.domain)
        transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW)
    unread = queries.unread(world.adam)
    assert (unread.count, unread.is_many, unread.shown) == (10, True, "9+")


def test_pages_follow_one_another_without_loss(world: World) -> None:
    for hours in range(3):
        transfer = offer(world.olga, world.ours, world.domain, at=NOW + timedelta(hours=hours))
        transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW + timedelta(hours=hours))
    first = queries.page(world.adam, size=4)
    second = queries.page(world.adam, size=4, after=first.next)
    assert len({row.id for row in [*first.rows, *second.rows]}) == 6
    assert second.next is None


def test_one_is_read_and_then_all(world: World) -> None:
    offer(world.olga, world.ours, world.domain)
    offer(world.olga, world.ours, world.hosting)
    newest = queries.page(world.adam).rows[0]
    for _again in range(2):
        notifications.mark_read(actor=world.adam, notification_id=newest.id, at=NOW)
    assert queries.unread(world.adam).count == 1
    assert notifications.mark_all_read(actor=world.adam, at=NOW) == 1
    assert queries.unread(world.adam).count == 0


def test_nobody_reads_for_another(world: World) -> None:
    offer(world.olga, world.ours, world.domain)
    adams = Notification.objects.get(user=world.adam)
    with pytest.raises(NotFound):
        notifications.mark_read(actor=world.olga, notification_id=adams.id, at=NOW)
    notifications.mark_all_read(actor=world.olga, at=NOW)
    assert queries.unread(world.adam).count == 1


def test_everything_is_told_until_one_chooses(world: World) -> None:
    assert {wish.topic for wish in queries.wishes(world.mia)} == set(Topic) == set(TOPICS.values())
    assert all(wish.in_manager and wish.by_mail for wish in queries.wishes(world.mia))


def test_what_one_does_not_want_in_the_manager_is_not_there(world: World) -> None:
    choose(world.adam, Topic.STARTED, Ways(in_manager=False, by_mail=True))
    offer(world.olga, world.ours, world.domain)
    assert titles(world.adam) == []


def test_who_wants_no_mail_is_left_out(world: World) -> None:
    choose(world.adam, Topic.STARTED, Ways(in_manager=True, by_mail=False))
    people = {world.adam.id: world.ours.id, world.olga.id: world.ours.id}
    assert queries.without_mail("transfer.started", people) == {world.adam.id}
    assert queries.without_mail("transfer.completed", people) == set()


def test_access_that_ends_is_told_by_the_way_that_was_chosen(world: World) -> None:
    choose(world.mia, Topic.ACCESS_TAKEN, Ways(in_manager=False, by_mail=True))
    choose(world.tom, Topic.ACCESS_TAKEN, Ways(in_manager=True, by_mail=False))
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    rows = Notification.objects.filter(verb="access.ended")
    ways = {row.user.name: (row.in_manager, row.by_mail) for row in rows.select_related("user")}
    assert ways == {"Mia": (False, True), "Tom": (True, False), "Kim": (True, True)}
    assert titles(world.mia) == []


def test_one_organization_may_have_its_own_choice(world: World) -> None:
    choose(world.adam, Topic.ENDED, Ways(in_manager=False, by_mail=False))
    choose(world.adam, Topic.ENDED, Ways(in_manager=True, by_mail=False), world.ours)
    transfer = offer(world.olga, world.ours, world.domain)
    transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW)
    assert "transfer.cancelled" in titles(world.adam)
    notifications.prefer_as_everywhere(actor=world.adam, organization_id=world.ours.id, at=NOW)
    transfer = offer(world.olga, world.ours, world.domain)
    transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW)
    assert titles(world.adam).count("transfer.cancelled") == 1


@pytest.mark.parametrize("topic", sorted(ALWAYS_TOLD))
def test_one_way_stays_for_what_one_must_hear(world: World, topic: Topic) -> None:
    with pytest.raises(Invalid) as refused:
        choose(world.adam, topic, Ways(in_manager=False, by_mail=False))
    assert refused.value.field == topic
    with pytest.raises(IntegrityError), atomic():
        NotificationPreference.objects.create(
            user=world.adam, topic=topic, in_manager=False, by_mail=False
        )


def test_an_invitation_is_always_mailed(world: World) -> None:
    choose(world.nora, Topic.INVITED, Ways(in_manager=False, by_mail=False))
    (wish,) = [wish for wish in queries.wishes(world.nora) if wish.topic == Topic.INVITED]
    assert (wish.in_manager, wish.by_mail) == (False, True)


def test_nobody_chooses_for_an_organization_of_others(world: World) -> None:
    with pytest.raises(NotFound):
        choose(world.eve, Topic.ENDED, Ways(in_manager=True, by_mail=True), world.ours)
    with pytest.raises(NotFound):
        notifications.prefer_as_everywhere(actor=world.eve, organization_id=world.ours.id, at=NOW)


def test_what_was_read_long_ago_is_forgotten_and_the_rest_later(world: World) -> None:
    offer(world.olga, world.ours, world.domain)  # read by Olga, not by Adam
    assert notifications.forget(at=NOW + timedelta(days=89)) == 0
    assert notifications.forget(at=NOW + timedelta(days=91)) == 1
    assert Notification.objects.get().user == world.adam
    assert notifications.forget(at=NOW + timedelta(days=366)) == 1
