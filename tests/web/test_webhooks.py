"""Webhooks in the Manager: the list, creating one, its page, its secret, its end."""

import re
from typing import Any

import pytest

from changehands.core import webhooks
from changehands.core.webhooks import Outcome, Wish
from changehands.core.webhooks.secret import secret_of
from changehands.models import WebhookDelivery, WebhookEndpoint
from changehands.policy.webhooks import WebhookEvent
from changehands.web.webhooks import SENTENCES
from tests.core.webhooks.receiver import make
from tests.web.browsing import Browser
from tests.world import NOW, World, offer

HOOK = "https://hooks.example.com/in"
WISH: dict[str, Any] = {"url": HOOK, "description": "Bookkeeping", "events": ["transfer.completed"]}


@pytest.fixture
def olga(world: World) -> Browser:
    return Browser(world.olga, world.ours)


@pytest.fixture
def endpoint(world: World) -> WebhookEndpoint:
    return make(world, HOOK, description="Bookkeeping")


def test_the_first_page_explains_what_a_webhook_is(olga: Browser) -> None:
    page = olga.get("webhooks")
    assert "A webhook tells a program of yours" in page and "/settings/webhooks/new" in page


def test_a_webhook_is_created_and_leads_to_its_secret(world: World, olga: Browser) -> None:
    address = olga.post("webhook-new", **WISH)
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.url, endpoint.description, endpoint.events, endpoint.created_by) == (
        HOOK,
        "Bookkeeping",
        ["transfer.completed"],
        world.olga,
    )
    answer = olga.client.get(address)
    assert secret_of(endpoint) in answer.content.decode().replace("&#x3D;", "=").replace(
        "&#x2B;", "+"
    )
    assert answer["Cache-Control"] == "no-store"
    assert secret_of(endpoint) not in olga.get("webhook", endpoint.id)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"url": ""}, "Write the address of your program."),
        ({"url": "http://hooks.example.com/"}, "Write an address that begins with https://."),
        ({"url": "https://127.1/"}, "This address is not one of the public internet."),
        ({"events": []}, "Choose at least one event."),
        ({"events": ["transfer.reminded"]}, "is not one of the available choices"),
        ({"description": "www.bait.example"}, "A name holds no web address"),
    ],
)
def test_a_wrong_wish_is_refused_at_its_field_and_what_was_typed_is_kept(
    olga: Browser, wrong: dict[str, Any], says: str
) -> None:
    page = olga.post("webhook-new", status=422, **{**WISH, **wrong})
    assert says in page
    assert f'value="{({**WISH, **wrong})["description"]}"' in page
    assert not WebhookEndpoint.objects.exists()


def test_a_webhook_is_changed(olga: Browser, endpoint: WebhookEndpoint) -> None:
    ticked = re.findall(r'value="([a-z.]+)" checked', olga.get("webhook-edit", endpoint.id))
    assert ticked == [event.value for event in WebhookEvent]
    there = f"/settings/webhooks/{endpoint.public_id}/"
    assert olga.post("webhook-edit", endpoint.id, **{**WISH, "description": ""}) == there
    endpoint.refresh_from_db()
    assert (endpoint.events, endpoint.description) == (["transfer.completed"], "")
    olga.post("webhook-edit", endpoint.id, status=422, **{**WISH, "url": "x"})


def test_the_secret_is_replaced(olga: Browser, endpoint: WebhookEndpoint) -> None:
    former = secret_of(endpoint)
    olga.post("webhook-secret", endpoint.id)
    endpoint.refresh_from_db()
    assert secret_of(endpoint) != former
    assert "The former one counts for a day." in olga.get("webhook-secret", endpoint.id)


def test_a_webhook_is_disabled_and_enabled(olga: Browser, endpoint: WebhookEndpoint) -> None:
    olga.post("webhook-state", endpoint.id, state="disabled")
    page = olga.get("webhook", endpoint.id)
    assert "disabled</span>" in page and '/tests"' not in page
    olga.post("webhook-state", endpoint.id, state="enabled")
    assert "enabled</span>" in olga.get("webhook", endpoint.id)


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome(status=204, milliseconds=87), ("delivered", "87 ms", "answered with 204.")),
        (Outcome(status=500), ("next attempt", "refused it with 500.", "1 attempt.")),
        (Outcome(status=302), ("answered with 302: redirects are not followed.",)),
        (Outcome(status=410), ("given up", "gone (410)", "disabled: it failed")),
        (Outcome(reason="refused"), ("not one of the public internet",)),
        (Outcome(reason="name"), ("leads nowhere",)),
        (Outcome(reason="connection"), ("could not be reached",)),
        (Outcome(reason="certificate"), ("certificate of the receiver",)),
        (Outcome(reason="timeout"), ("within ten seconds",)),
        (Outcome(reason="broken"), ("broke off",)),
        (Outcome(reason="disabled"), ("The webhook was disabled.",)),
        (Outcome(reason="frozen"), ("The Organization was frozen.",)),
    ],
)
def test_each_outcome_is_told_in_plain_words(
    world: World, olga: Browser, endpoint: WebhookEndpoint, outcome: Outcome, says: tuple[str, ...]
) -> None:
    offer(world.olga, world.ours, world.domain)
    assert "on its way" in olga.get("webhook", endpoint.id)
    webhooks.note(delivery=WebhookDelivery.objects.get(), outcome=outcome, at=NOW)
    page = olga.get("webhook", endpoint.id)
    assert "A transfer has started" in page
    for words in says:
        assert words in page


def test_a_test_is_sent_and_a_message_is_sent_again(
    olga: Browser, endpoint: WebhookEndpoint
) -> None:
    there = f"/settings/webhooks/{endpoint.public_id}/"
    assert olga.post("webhook-tests", endpoint.id) == there
    delivery = WebhookDelivery.objects.get()
    assert delivery.event == "webhook.test"
    assert "webhook-redelivery" not in olga.get("webhook", endpoint.id)
    webhooks.note(delivery=delivery, outcome=Outcome(status=500), at=NOW)
    assert "Send again" in olga.get("webhook", endpoint.id)
    assert olga.post("webhook-redelivery", delivery.id) == there
    delivery.refresh_from_db()
    assert (delivery.run, delivery.state) == (2, "waiting")


def test_a_webhook_is_deleted_after_a_confirmation(
    olga: Browser, endpoint: WebhookEndpoint
) -> None:
    assert "Delete “Bookkeeping”?" in olga.get("webhook-deletion", endpoint.id)
    assert olga.post("webhook-deletion", endpoint.id) == "/settings/webhooks/"
    assert "The webhook “Bookkeeping” is deleted." in olga.get("webhooks")
    olga.get("webhook", endpoint.id, status=404)


def test_webhooks_of_another_organization_are_not_there(
    world: World, endpoint: WebhookEndpoint
) -> None:
    delivery = webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    here = Browser(world.olga, world.labs)
    for name in ("webhook", "webhook-secret", "webhook-edit", "webhook-deletion"):
        here.get(name, endpoint.id, status=404)
    here.post("webhook-redelivery", delivery.id, status=404)
    assert "Bookkeeping" not in here.get("webhooks")


def test_webhooks_are_for_administrators(world: World, endpoint: WebhookEndpoint) -> None:
    mia = Browser(world.mia, world.ours)
    mia.get("webhooks", status=403)
    mia.get("webhook-secret", endpoint.id, status=403)
    mia.post("webhook-state", endpoint.id, status=403, state="disabled")
    assert "/settings/webhooks/" not in mia.get("settings")
    assert "Bookkeeping" in Browser(world.adam, world.ours).get("webhooks")


def test_the_log_tells_of_webhooks(world: World, olga: Browser, endpoint: WebhookEndpoint) -> None:
    told = webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    webhooks.note(delivery=told, outcome=Outcome(status=410), at=NOW)
    page = olga.get("activity")
    assert "Webhook created" in page and "Webhook disabled" in page
    assert "the receiver answered that it is gone" in page


def test_a_long_list_takes_the_statements_of_a_short_one(
    world: World, olga: Browser, endpoint: WebhookEndpoint
) -> None:
    few = olga.statements("webhooks"), olga.statements("webhook", endpoint.id)
    for _number in range(10):
        make(world, HOOK)
        webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    assert (olga.statements("webhooks"), olga.statements("webhook", endpoint.id)) == few


def test_every_event_has_a_sentence() -> None:
    assert set(SENTENCES) == set(WebhookEvent)


def test_disabling_twice_changes_nothing(
    world: World, olga: Browser, endpoint: WebhookEndpoint
) -> None:
    for _again in range(2):
        wish = Wish(disabled=True)
        webhooks.change(actor=world.olga, webhook_id=endpoint.id, wish=wish, at=NOW)
    endpoint.refresh_from_db()
    assert endpoint.disabled_at == NOW
