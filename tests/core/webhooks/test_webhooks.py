"""The verbs of webhooks, by themselves."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from changehands.core import webhooks
from changehands.core.webhooks import Wish, queries
from changehands.core.webhooks.secret import secret_of
from changehands.kernel.errors import Conflict, Denied, Invalid, NotFound, TooMany
from changehands.models import Event, Organization, WebhookDelivery, WebhookEndpoint
from changehands.policy.webhooks import MOST_ENDPOINTS, MOST_TESTS
from tests.core.webhooks.receiver import ALL, Receiver, deliveries, make, work
from tests.faults.checksum import refused
from tests.world import NOW, World, offer

VERBS: Any = (webhooks.rotate_secret, webhooks.delete, webhooks.send_test)
HOOK = "https://hooks.example.com/in?key=hidden-part"


def test_a_secret_is_shown_again_and_stored_nowhere(world: World) -> None:
    endpoint = make(world, HOOK)
    secret = secret_of(endpoint)
    assert re.fullmatch(r"whsec_[0-9A-Za-z+/]{43}=", secret)
    assert secret == secret_of(WebhookEndpoint.objects.get())
    assert secret != secret_of(make(world, HOOK))
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM webhook_endpoint e UNION SELECT v::text FROM event v")
        assert secret.removeprefix("whsec_") not in str(cursor.fetchall())


def test_every_act_is_in_the_log_without_the_rest_of_the_address(
    world: World, receiver: Receiver
) -> None:
    endpoint = make(world, HOOK, description="Nightly")
    told: Any = {"actor": world.olga, "webhook_id": endpoint.id, "at": NOW}
    webhooks.change(wish=Wish(url="https://new.example.com/x", events=ALL[:1]), **told)
    webhooks.change(wish=Wish(disabled=True), **told)
    webhooks.change(wish=Wish(disabled=False), **told)
    webhooks.rotate_secret(**told)
    delivery = webhooks.send_test(**told)
    webhooks.note(delivery=delivery, outcome=webhooks.Outcome(status=500), at=NOW)
    webhooks.redeliver(actor=world.olga, delivery_id=delivery.id, at=NOW)
    webhooks.delete(**told)
    rows = Event.objects.filter(subject=endpoint.id).order_by("id")
    assert [row.verb.removeprefix("webhook.") for row in rows] == [
        *("created", "changed", "disabled", "enabled", "secret-rotated", "tested", "redelivered"),
        "deleted",
    ]
    assert all(row.data["webhook"] == "Nightly" and row.actor == world.olga for row in rows)
    assert "hidden-part" not in str([row.data for row in rows])
    assert not WebhookDelivery.objects.exists()


def test_only_administrators_manage_webhooks_and_strangers_learn_of_none(world: World) -> None:
    endpoint = make(world, HOOK)
    delivery = webhooks.send_test(actor=world.adam, webhook_id=endpoint.id, at=NOW)
    for actor, kind in ((world.mia, Denied), (world.xen, Denied), (world.eve, NotFound)):
        about: Any = {"actor": actor, "webhook_id": endpoint.id, "at": NOW}
        for call in VERBS:
            with pytest.raises(kind):
                call(**about)
        with pytest.raises(kind):
            webhooks.change(wish=Wish(disabled=True), **about)
        with pytest.raises(kind):
            webhooks.redeliver(actor=actor, delivery_id=delivery.id, at=NOW)
        with pytest.raises(kind):
            make(world, HOOK, actor)
    assert WebhookEndpoint.objects.get().disabled_at is None


def test_an_endpoint_outlives_the_membership_of_who_made_it(
    world: World, receiver: Receiver
) -> None:
    make(world, receiver.url, world.adam)
    world.ours.memberships.get(user=world.adam).delete()
    offer(world.olga, world.ours, world.domain)
    assert work() == 1 and len(receiver.came) == 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://hooks.example.com/", "begins with https://"),
        ("https://hooks.example.com:8443/", "Leave the port out"),
        ("https://127.0.0.1/", "not one of the public internet"),
        ("https://[::ffff:10.0.0.1]/", "not one of the public internet"),
        ("hooks", "begins with https://"),
        ("https://a@hooks.example.com/", "Write a whole address"),
        ("https://hooks.example.com/" + "x" * 1000, "too long"),
    ],
)
def test_a_wrong_address_is_refused_with_what_to_do(world: World, url: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        make(world, url)
    assert refusal.value.field == "url"
    endpoint = make(world, HOOK)
    with pytest.raises(Invalid):
        webhooks.change(actor=world.olga, webhook_id=endpoint.id, wish=Wish(url=url), at=NOW)


@pytest.mark.parametrize("events", [(), ("transfer.reminded",), ("*",), ("webhook.test",)])
def test_events_that_are_not_known_are_refused(world: World, events: tuple[str, ...]) -> None:
    with refused(Invalid, "webhook-events-unknown", field="events"):
        webhooks.create(
            actor=world.olga, organization_id=world.ours.id, url=HOOK, events=events, at=NOW
        )


def test_there_is_an_end_to_the_number_of_webhooks_and_of_tests(world: World) -> None:
    for _number in range(MOST_ENDPOINTS):
        endpoint = make(world, HOOK)
    with refused(Conflict, "too-many-webhooks"):
        make(world, HOOK)
    for _number in range(MOST_TESTS):
        webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    with refused(TooMany, "too-many-tests"):
        webhooks.send_test(actor=world.adam, webhook_id=endpoint.id, at=NOW)
    later = NOW + timedelta(seconds=61)
    webhooks.send_test(actor=world.adam, webhook_id=endpoint.id, at=later)


def test_a_disabled_one_is_not_tested_and_a_message_on_its_way_is_not_sent_twice(
    world: World,
) -> None:
    endpoint = make(world, HOOK)
    delivery = webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    with refused(Conflict, "delivery-is-waiting"):
        webhooks.redeliver(actor=world.olga, delivery_id=delivery.id, at=NOW)
    webhooks.change(actor=world.olga, webhook_id=endpoint.id, wish=Wish(disabled=True), at=NOW)
    with refused(Conflict, "webhook-disabled"):
        webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    with refused(Conflict, "webhook-disabled"):
        webhooks.redeliver(actor=world.olga, delivery_id=delivery.id, at=NOW)


def test_nothing_changes_in_a_frozen_organization(world: World) -> None:
    endpoint = make(world, HOOK)
    Organization.objects.filter(id=world.ours.id).update(frozen_at=NOW)
    with refused(Denied, "organization-frozen"):
        webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)


def test_lists_come_in_pages_and_know_their_organization(world: World) -> None:
    made = [make(world, HOOK) for _number in range(3)]
    page = queries.webhooks_page(world.ours.id, size=2)
    rest = queries.webhooks_page(world.ours.id, after=page.next, size=2)
    assert [*page.rows, *rest.rows] == made and rest.next is None
    told = [
        webhooks.send_test(actor=world.olga, webhook_id=made[0].id, at=NOW + timedelta(hours=n))
        for n in range(3)
    ]
    first = queries.deliveries_page(made[0].id, size=2)
    last = queries.deliveries_page(made[0].id, after=first.next, size=2)
    assert [*first.rows, *last.rows] == told[::-1]
    with pytest.raises(NotFound):
        queries.webhook(world.theirs.id, made[0].id)
    with pytest.raises(NotFound):
        queries.delivery(world.theirs.id, told[0].id)
    assert queries.home_of(world.mia, made[0].id) == world.ours.id
    with pytest.raises(NotFound):
        queries.home_of(world.eve, made[0].id)


def test_what_was_told_is_forgotten_after_thirty_days(world: World) -> None:
    endpoint = make(world, HOOK)
    webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    assert webhooks.forget(at=NOW + timedelta(days=29, hours=23)) == 0
    assert webhooks.forget(at=NOW + timedelta(days=30)) == 1
    assert deliveries(endpoint) == []
