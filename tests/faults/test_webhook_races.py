"""Webhooks and transfers at once: no act fails because an endpoint comes to its end meanwhile."""

from datetime import timedelta
from functools import partial
from typing import Any

from changehands.core import transfers, webhooks
from changehands.models import Transfer, WebhookDelivery, WebhookEndpoint
from tests.core.webhooks.receiver import make
from tests.faults.racing import race, refusals
from tests.faults.test_races import waiting
from tests.world import NOW, World

HOOK = "https://hooks.example.com/in"
LATER = NOW + timedelta(days=8)


def test_a_webhook_is_deleted_while_transfers_expire(committed_world: World) -> None:
    world, kept = committed_world, make(committed_world, HOOK)
    for number in range(10):
        waiting(world, number)
        gone = make(world, HOOK)
        answers: list[Any] = race(
            partial(transfers.expire, at=LATER),
            partial(webhooks.delete, actor=world.olga, webhook_id=gone.id, at=LATER),
        )
        assert refusals(answers) == []
        assert not Transfer.objects.filter(state="waiting").exists()
    assert list(WebhookEndpoint.objects.all()) == [kept]
    told = WebhookDelivery.objects.filter(event="transfer.expired")
    assert told.count() == told.filter(endpoint=kept).count() == 10


def test_two_outcomes_of_one_attempt_are_one(committed_world: World) -> None:
    world, endpoint = committed_world, make(committed_world, HOOK)
    for number in range(10):
        at = NOW + timedelta(minutes=number)
        told = webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=at)
        done = webhooks.Outcome(status=204)
        answers = race(*[partial(webhooks.note, delivery=told, outcome=done, at=at)] * 4)
        assert sorted(answers, key=str) == [False, False, False, True]
