"""Webhooks by program: what tokens may do with them, and what an answer says."""

from typing import Any

import pytest

from changehands.core import webhooks
from changehands.core.webhooks import Outcome
from changehands.core.webhooks.secret import secret_of
from changehands.models import IdempotencyKey, WebhookDelivery, WebhookEndpoint
from tests.api.calling import Api, api_of
from tests.world import NOW, World, offer

HOOK = {"url": "https://hooks.example.com/in", "events": ["transfer.started"]}


@pytest.fixture
def olga(world: World) -> Api:
    return api_of(world.olga, world.ours)


def made(api: Api, world: World, **more: Any) -> Any:
    answer: Any = api.post(f"/organizations/{world.ours.public_id}/webhooks", {**HOOK, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def said(answer: Any) -> Any:
    return answer.json()


def test_a_webhook_is_created_shown_changed_and_deleted(world: World, olga: Api) -> None:
    hook = made(olga, world, description="Bookkeeping")
    address = f"/webhooks/{hook['id']}"
    endpoint = WebhookEndpoint.objects.get()
    assert hook["secret"] == secret_of(endpoint)
    assert hook["actions"] == ["webhooks.view", "webhooks.manage"]
    assert said(olga.get(address)) == hook
    page = said(olga.get(f"/organizations/{world.ours.public_id}/webhooks"))
    assert page == {"items": [{**hook, "secret": None}], "next": None}
    changed = said(olga.call("PATCH", address, {"disabled": True}))
    assert changed["disabled_at"] and changed["url"] == hook["url"]
    assert olga.call("DELETE", address).status_code == 204
    assert olga.get(address).status_code == 404


def test_only_a_token_that_may_write_sees_the_secret(world: World, olga: Api) -> None:
    hook = made(olga, world)
    reader = api_of(world.adam, world.ours, "webhooks:read")
    seen = said(reader.get(f"/webhooks/{hook['id']}"))
    assert (seen["secret"], seen["actions"]) == (None, ["webhooks.view"])
    assert reader.post(f"/webhooks/{hook['id']}/secret").status_code == 403


def test_a_secret_is_not_kept_with_the_answer_that_may_be_repeated(world: World, olga: Api) -> None:
    path = f"/organizations/{world.ours.public_id}/webhooks"
    first, again = (said(olga.post(path, HOOK, key="once")) for _ in range(2))
    assert first["secret"].startswith("whsec_")
    assert again == {**first, "secret": None}
    assert WebhookEndpoint.objects.count() == 1
    assert "whsec_" not in IdempotencyKey.objects.get().body


def test_a_new_secret_replaces_the_former_one(world: World, olga: Api) -> None:
    hook = made(olga, world)
    fresh = said(olga.post(f"/webhooks/{hook['id']}/secret"))
    assert fresh["secret"] not in (None, hook["secret"])
    assert said(olga.get(f"/webhooks/{hook['id']}"))["secret"] == fresh["secret"]


def test_deliveries_are_listed_and_sent_again(world: World, olga: Api) -> None:
    hook = made(olga, world)
    tested = said(olga.post(f"/webhooks/{hook['id']}/tests"))
    assert (tested["type"], tested["state"]) == ("webhook.test", "waiting")
    offer(world.olga, world.ours, world.domain)
    started = WebhookDelivery.objects.get(event="transfer.started")
    failed = Outcome(reason="timeout", milliseconds=10_000)
    webhooks.note(delivery=started, outcome=failed, at=NOW)
    path = f"/webhooks/{hook['id']}/deliveries"
    first = said(olga.get(f"{path}?limit=1"))
    rest = said(olga.get(f"{path}?limit=1&cursor={first['next']}"))
    rows = {row["type"]: row for row in [*first["items"], *rest["items"]]}
    told = rows["transfer.started"]
    assert (told["attempts"], told["status"], told["reason"]) == (1, None, "timeout")
    assert (told["response_ms"], told["next_attempt_at"]) == (10_000, "2026-11-22T12:00:05Z")
    sent = said(olga.post(f"/deliveries/{told['id']}/redelivery"))
    assert (sent["message_id"], sent["attempts"]) == (told["message_id"], 0)
    again: Any = olga.post(f"/deliveries/{told['id']}/redelivery")
    assert (again.status_code, again.json()["code"]) == (409, "delivery-is-waiting")


@pytest.mark.parametrize(
    ("wrong", "code", "pointer"),
    [
        ({"url": "http://hooks.example.com/"}, "url-not-allowed", "/url"),
        ({"url": "https://[::ffff:169.254.169.254]/"}, "url-not-allowed", "/url"),
        ({"events": ["transfer.reminded"]}, "input-invalid", "/events/0"),
        ({"events": []}, "input-invalid", "/events"),
        ({"secret": "whsec_mine"}, "input-invalid", "/secret"),
    ],
)
def test_a_wrong_wish_is_refused_with_its_place(
    world: World, olga: Api, wrong: dict[str, Any], code: str, pointer: str
) -> None:
    path = f"/organizations/{world.ours.public_id}/webhooks"
    answer: Any = olga.post(path, {**HOOK, **wrong})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["pointer"]) == (422, code, pointer)
    assert not WebhookEndpoint.objects.exists()


def test_webhooks_and_deliveries_of_others_are_not_there(world: World, olga: Api) -> None:
    hook = made(olga, world)
    delivery = said(olga.post(f"/webhooks/{hook['id']}/tests"))
    for other in (api_of(world.rui, world.theirs), api_of(world.olga, world.labs)):
        for path in (f"/webhooks/{hook['id']}", f"/webhooks/{hook['id']}/deliveries"):
            assert other.get(path).status_code == 404
        assert other.post(f"/deliveries/{delivery['id']}/redelivery").status_code == 404
        assert other.call("DELETE", f"/webhooks/{hook['id']}").status_code == 404


def test_the_log_names_the_webhook(world: World, olga: Api) -> None:
    hook = made(olga, world)
    events = said(olga.get(f"/organizations/{world.ours.public_id}/events?verb=webhook"))
    assert [row["subject_id"] for row in events["items"]] == [hook["id"]]
