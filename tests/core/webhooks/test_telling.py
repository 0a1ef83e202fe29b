"""What endpoints are told, and in which transaction."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from changehands.core import platform, transfers, webhooks
from changehands.core.webhooks import Wish
from changehands.core.webhooks.secret import secret_of
from changehands.kernel.errors import Conflict
from changehands.models import Event, Organization, WebhookDelivery
from tests.api.calling import Api, make_token
from tests.core.webhooks.receiver import Receiver, deliveries, make, work
from tests.faults.checksum import refused
from tests.world import NOW, World, link_of, offer, take


def told(receiver: Receiver, secret: str) -> list[Any]:
    with time_machine.travel(NOW, tick=False):
        return receiver.checked(secret)


def test_a_signed_message_says_what_the_api_shows_to_that_side(
    world: World, receiver: Receiver
) -> None:
    endpoint = make(world, receiver.url)
    transfer = offer(world.olga, world.ours, world.domain, bound_email="rui@people.example")
    assert work() == 1
    (message,) = told(receiver, secret_of(endpoint))
    shown: Any = Api(make_token(world.olga, world.ours, "transfers:read")[1]).get(
        f"/transfers/{transfer.public_id}"
    )
    seen = {key: value for key, value in shown.json().items() if key in message["data"]["transfer"]}
    assert message == {
        "type": "transfer.started",
        "timestamp": "2026-11-22T12:00:00Z",
        "data": {"organization_id": world.ours.public_id, "transfer": seen},
    }
    left_out = shown.json().keys() - seen.keys()
    assert left_out == {"actions", "link", "acceptances"}


def test_each_side_is_told_its_own_view(world: World, receiver: Receiver) -> None:
    ours = make(world, receiver.url)
    theirs = make(world, receiver.url, world.rui, organization_id=world.theirs.id)
    transfer = offer(world.olga, world.ours, world.domain, bound_email="rui@people.example")
    take(world.rui, transfer, world.theirs)
    assert [one.event for one in deliveries(ours)] == ["transfer.started", "transfer.completed"]
    (theirs_told,) = deliveries(theirs)
    ours_told = deliveries(ours)[1]
    here, there = ours_told.payload["data"], theirs_told.payload["data"]
    assert (here["transfer"]["side"], there["transfer"]["side"]) == ("source", "destination")
    assert (here["transfer"]["received_by"], there["transfer"]["received_by"]) == (None, "Rui")
    assert there["transfer"]["bound_email"] is None
    assert there["organization_id"] == world.theirs.public_id
    assert ours_told.message != theirs_told.message
    for one, side in ((ours_told, world.ours), (theirs_told, world.theirs)):
        event = Event.objects.get(id=one.message)
        assert (event.verb, event.organization) == ("transfer.completed", side)


def test_every_end_of_a_transfer_is_told(world: World, receiver: Receiver) -> None:
    endpoint = make(world, receiver.url)
    one, two, three, four = (
        offer(world.olga, world.ours, product)
        for product in (world.domain, world.hosting, world.mailbox, world.drive)
    )
    transfers.cancel(actor=world.olga, transfer_id=one.id, at=NOW)
    transfers.decline(actor=world.rui, link=link_of(two), at=NOW)
    world.eve.is_operator = True
    world.eve.save()
    type(world.mailbox).objects.filter(id=world.mailbox.id).update(external_id="mail")
    platform.retire(actor=world.eve, products=["mail"], at=NOW)
    transfers.expire(at=NOW + timedelta(days=8))
    said = {(one.event, one.payload["data"]["transfer"]["id"]) for one in deliveries(endpoint)}
    assert said >= {
        ("transfer.cancelled", one.public_id),
        ("transfer.declined", two.public_id),
        ("transfer.voided", three.public_id),
        ("transfer.expired", four.public_id),
    }


def test_an_endpoint_hears_of_what_it_chose_alone_and_of_nothing_while_disabled(
    world: World, receiver: Receiver
) -> None:
    endpoint = make(world, receiver.url, None, "transfer.cancelled")
    other = make(world, receiver.url)
    webhooks.change(actor=world.olga, webhook_id=other.id, wish=Wish(disabled=True), at=NOW)
    transfer = offer(world.olga, world.ours, world.domain)
    transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW)
    assert [one.event for one in deliveries(endpoint)] == ["transfer.cancelled"]
    assert deliveries(other) == []


def test_a_stranger_hears_nothing(world: World, receiver: Receiver) -> None:
    make(world, receiver.url, world.eve, organization_id=world.elsewhere.id)
    take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs)
    assert not WebhookDelivery.objects.exists()


def test_nothing_is_told_of_an_act_that_was_rolled_back(world: World, receiver: Receiver) -> None:
    make(world, receiver.url)
    transfer = offer(world.olga, world.ours, world.domain)
    take(world.rui, transfer, world.theirs)
    before = WebhookDelivery.objects.count(), ProcrastinateJob.objects.count()
    with refused(Conflict, "transfer-is-completed"):
        take(world.rita, transfer, world.theirs)
    assert (WebhookDelivery.objects.count(), ProcrastinateJob.objects.count()) == before


def test_a_frozen_organization_sends_nothing_and_an_administrator_may_send_it_later(
    world: World, receiver: Receiver
) -> None:
    endpoint = make(world, receiver.url)
    offer(world.olga, world.ours, world.domain)
    Organization.objects.filter(id=world.ours.id).update(frozen_at=NOW)
    work()
    (delivery,) = deliveries(endpoint)
    assert (delivery.state, delivery.reason, receiver.came) == ("failed", "frozen", [])
    Organization.objects.filter(id=world.ours.id).update(frozen_at=None)
    webhooks.redeliver(actor=world.olga, delivery_id=delivery.id, at=NOW)
    work()
    assert len(receiver.came) == 1


@pytest.mark.parametrize("endpoints", [1, 5])
def test_endpoints_cost_the_verb_two_statements_whatever_their_number(
    world: World, receiver: Receiver, endpoints: int
) -> None:
    with CaptureQueriesContext(connection) as without:
        offer(world.olga, world.ours, world.domain)
    for _number in range(endpoints):
        make(world, receiver.url)
    with CaptureQueriesContext(connection) as within:
        offer(world.olga, world.ours, world.hosting)
    assert len(within) == len(without) + 1
    assert WebhookDelivery.objects.count() == endpoints
