"""The bell, the list of notifications, and the page on which one chooses how to be told."""

import re
from typing import Any

import pytest
from django.urls import reverse

from changehands.core import organizations
from changehands.models import Membership, Notification, NotificationPreference, User
from changehands.policy.notices import ALWAYS_MAILED, Topic
from tests.web.browsing import Browser
from tests.world import NOW, World, make_product, offer, take


def boxes(*left_out: str) -> dict[str, Any]:
    """Every box of the page ticked but these."""
    names = [f"{topic}_manager" for topic in Topic]
    names += [f"{topic}_mail" for topic in Topic if topic not in ALWAYS_MAILED]
    return {name: "on" for name in names if name not in left_out}


def of(user: User) -> Notification:
    return Notification.objects.get(user=user)


def state(page: str) -> str:
    (found,) = set(re.findall(r"bell\?state=([0-9a-f.]*)", page))
    return str(found)


@pytest.fixture
def told(world: World) -> World:
    """Olga has started a transfer, of which Adam knows nothing yet."""
    offer(world.olga, world.ours, world.domain)
    return world


def test_the_bell_says_in_words_how_much_is_unread(told: World) -> None:
    assert "1 unread notification" in Browser(told.adam).get("products")
    assert "No unread notifications" in Browser(told.olga).get("products")


def test_the_bell_counts_no_further_than_nine(world: World) -> None:
    for number in range(10):
        offer(world.olga, world.ours, make_product(world.ours, "vps", f"Server {number}"))
    page = Browser(world.adam).get("products")
    assert "9+" in page and "More than 9 unread notifications" in page


def test_the_bell_answers_nothing_until_something_is_new(told: World) -> None:
    adam = Browser(told.adam)
    shown = state(adam.get("products"))
    assert adam.get("notification-bell", state=shown, status=204) == ""
    offer(told.olga, told.ours, told.hosting)
    answer = adam.get("notification-bell", state=shown)
    assert 'hx-swap-oob="innerHTML:#bell-news"' in answer
    assert answer.count("2 unread notifications") == 2


def test_what_was_read_elsewhere_is_not_announced_as_new(told: World) -> None:
    adam = Browser(told.adam)
    shown = state(adam.get("products"))
    adam.post("notifications-reading")
    answer = adam.get("notification-bell", state=shown)
    assert "No unread notifications" in answer and "bell-news" not in answer


@pytest.mark.parametrize("nonsense", ["x", "99999999.y", ".", "1.%00"])
def test_a_state_that_nobody_was_given_is_answered_as_if_it_were_old(
    told: World, nonsense: str
) -> None:
    assert "1 unread notification" in Browser(told.adam).get("notification-bell", state=nonsense)


def test_the_bell_of_who_signed_out_elsewhere_stays_as_it_is(told: World) -> None:
    nobody = Browser()
    assert nobody.get("notification-bell", status=204) == ""
    assert nobody.client.get(reverse("notification-latest"))["HX-Refresh"] == "true"


def test_the_bell_asks_the_same_number_of_statements_whatever_there_is(world: World) -> None:
    adam = Browser(world.adam)
    before = [adam.statements(name) for name in ("notification-bell", "notification-latest")]
    for number in range(12):
        offer(world.olga, world.ours, make_product(world.ours, "vps", f"Server {number}"))
    after = [adam.statements(name) for name in ("notification-bell", "notification-latest")]
    assert after == before


def test_the_panel_shows_the_last_eight(world: World) -> None:
    for number in range(10):
        offer(world.olga, world.ours, make_product(world.ours, "vps", f"Server {number}"))
    panel = Browser(world.adam).get("notification-latest")
    assert panel.count("told__item--unread") == 8
    assert "Mark all as read" in panel


def test_opening_one_reads_it_and_leads_to_the_transfer(told: World) -> None:
    adam, row = Browser(told.adam), of(told.adam)
    assert adam.post("notification-reading", row.id) == reverse("transfer", args=[row.subject])
    row.refresh_from_db()
    assert row.read_at is not None


def test_opening_one_of_another_organization_switches_to_it(told: World) -> None:
    adam = Browser(told.adam, told.labs)
    adam.post("notification-reading", of(told.adam).id)
    assert "· Ours ·" in adam.get("products")


def test_a_notification_of_somebody_else_is_not_there(told: World) -> None:
    row = of(told.adam)
    for other in (told.olga, told.eve):
        Browser(other).post("notification-reading", row.id, status=404)
    row.refresh_from_db()
    assert row.read_at is None


def test_everything_is_read_by_one_button_on_the_page_and_in_the_panel(told: World) -> None:
    adam = Browser(told.adam)
    assert adam.post("notifications-reading") == reverse("notifications")
    assert "Everything is read" in adam.get("notifications", filter="unread")
    offer(told.olga, told.ours, told.hosting)
    answer = adam.client.post(reverse("notifications-reading"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "All notifications are marked as read." in page
    assert "told__item--unread" not in page


def test_the_page_tells_everything_or_what_is_unread(told: World) -> None:
    olga = Browser(told.olga)
    assert "Olga has started a transfer of ours.example" in olga.get("notifications")
    assert "Olga has started" not in olga.get("notifications", filter="unread")


def test_who_was_told_nothing_yet_reads_what_will_be_told(world: World) -> None:
    assert "Nothing yet" in Browser(world.nora).get("notifications")


def test_who_lost_access_is_not_told_where_the_product_went(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    mia = Browser(world.mia)
    page = mia.get("notifications")
    assert "Ours has handed Hosting over to another Organization." in page
    assert "Theirs" not in page
    assert mia.post("notification-reading", of(world.mia).id) == reverse("products")


def test_who_was_removed_reads_it_and_stays_on_the_page(world: World) -> None:
    place = Membership.objects.get(organization=world.ours, user=world.tom)
    organizations.remove_member(actor=world.olga, membership_id=place.id, at=NOW)
    tom = Browser(world.tom)
    assert "You were removed from Ours." in tom.get("notifications")
    assert tom.post("notification-reading", of(world.tom).id) == reverse("notifications")


def test_an_invitation_leads_to_where_it_is_taken_up(world: World) -> None:
    invitation = organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email="nora@people.example",
        role="member",
        at=NOW,
    )
    there = Browser(world.nora).post("notification-reading", of(world.nora).id)
    assert there == reverse("invitation", args=[invitation.id])


def test_a_choice_is_kept_and_shown(world: World) -> None:
    olga = Browser(world.olga)
    olga.post("notification-preferences", **boxes("ended_mail"))
    page = olga.get("notification-preferences")
    assert "Your choice is saved." in page
    assert re.search(r'name="ended_manager" checked', page)
    assert not re.search(r'name="ended_mail" checked', page)


def test_what_one_must_hear_cannot_be_switched_off_wholly(world: World) -> None:
    left_out = boxes("completed_manager", "completed_mail")
    page = Browser(world.olga).post("notification-preferences", status=422, **left_out)
    assert "This must reach you: leave the Manager or the mail switched on." in page
    assert 'href="#id_completed_manager"' in page
    assert not NotificationPreference.objects.exists()


def test_one_organization_has_its_own_choice_until_it_is_taken_back(world: World) -> None:
    olga = Browser(world.olga)
    address = f"{reverse('notification-preferences')}?organization={world.labs.public_id}"
    olga.client.post(address, boxes("ended_manager"))
    assert not re.search(r'name="ended_manager" checked', olga.client.get(address).content.decode())
    assert re.search(r'name="ended_manager" checked', olga.get("notification-preferences"))
    olga.post("notification-preferences-removal", world.labs.id)
    assert not NotificationPreference.objects.filter(organization=world.labs).exists()


def test_the_choice_for_an_organization_of_others_is_not_there(world: World) -> None:
    eve = Browser(world.eve)
    for wanted in (world.ours.public_id, "org_nonsense"):
        eve.get("notification-preferences", organization=wanted, status=404)
    eve.post("notification-preferences-removal", world.ours.id, status=404)
