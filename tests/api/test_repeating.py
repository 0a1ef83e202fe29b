"""The same request with the same Idempotency-Key has one effect."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from changehands.core.tokens import forget
from changehands.kernel.clock import now
from changehands.models import Event, IdempotencyKey, Invitation, Team, Transfer
from changehands.policy import conditions
from tests.api.calling import Api, api_of
from tests.faults.checksum import rows
from tests.world import World


def team(world: World) -> str:
    return f"/organizations/{world.ours.public_id}/teams"


def start(api: Api, world: World, key: str) -> Any:
    home = f"/organizations/{world.ours.public_id}"
    body: dict[str, Any] = {"product_ids": [world.cloud.public_id]}
    digest = api.post(f"{home}/transfer-previews", body).json()["digest"]
    body |= {"digest": digest, "conditions": conditions.CURRENT}
    return api.post(f"{home}/transfers", body, key=key)


def test_a_repetition_gets_the_same_answer_and_does_nothing(world: World, olga: Api) -> None:
    first = olga.post(team(world), {"name": "Shop"}, key="a")
    again = olga.post(team(world), {"name": "Shop"}, key="a")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (first.headers.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (
        None,
        "true",
    )
    assert Team.objects.filter(name="Shop").count() == Event.objects.count() == 1


def test_a_deletion_is_repeated_too(world: World, olga: Api) -> None:
    path = f"/teams/{world.web.public_id}"
    answers = [olga.call("DELETE", path, key="a").status_code for _ in range(2)]
    assert answers == [204, 204]
    assert olga.call("DELETE", path, key="b").status_code == 404


def test_a_key_is_good_for_one_request_only(world: World, olga: Api) -> None:
    olga.post(team(world), {"name": "Shop"}, key="a")
    other = olga.post(team(world), {"name": "Desk"}, key="a")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert not Team.objects.filter(name="Desk").exists()


def test_a_key_belongs_to_one_token_and_one_operation(world: World, olga: Api) -> None:
    adam = api_of(world.adam, world.ours)
    assert olga.post(team(world), {"name": "Shop"}, key="a").status_code == 201
    assert adam.post(team(world), {"name": "Shop"}, key="a").status_code == 409
    invited = {"email": "new@people.example"}
    home = f"/organizations/{world.ours.public_id}/invitations"
    assert olga.post(home, invited, key="a").status_code == 201


def test_a_refusal_does_not_use_the_key_up(world: World, olga: Api) -> None:
    assert olga.post(team(world), {"name": "Web"}, key="a").status_code == 409
    world.web.delete()
    assert olga.post(team(world), {"name": "Web"}, key="a").status_code == 201


def test_a_key_is_forgotten_after_a_day(world: World, olga: Api) -> None:
    olga.post(team(world), {"name": "Shop"}, key="a")
    IdempotencyKey.objects.update(created_at=now() - timedelta(hours=24, seconds=1))
    assert olga.post(team(world), {"name": "Desk"}, key="a").status_code == 201
    assert (forget(at=now()), forget(at=now() + timedelta(hours=25))) == (0, 1)


@pytest.mark.parametrize("key", [" ", "x" * 201, "é"])
def test_a_key_that_is_none_is_refused(world: World, olga: Api, key: str) -> None:
    refused = olga.post(team(world), {"name": "Shop"}, key=key)
    assert refused.status_code == 422
    assert not Team.objects.filter(name="Shop").exists()


def test_a_repeated_start_gives_the_same_link_which_is_nowhere_at_rest(
    world: World, olga: Api
) -> None:
    first, again = start(olga, world, "a"), start(olga, world, "a")
    assert first.json()["link"].startswith("http") and first.content == again.content
    assert Transfer.objects.count() == 1
    secret = first.json()["link"].split("#")[1]
    assert all(secret not in str(row) for row in rows("idempotency_key"))


def test_the_secret_of_a_token_is_shown_once_and_is_nowhere_at_rest(
    world: World, olga: Api
) -> None:
    home = f"/organizations/{world.ours.public_id}/tokens"
    body = {"name": "new", "scopes": ["products:read"]}
    first, again = olga.post(home, body, key="a"), olga.post(home, body, key="a")
    secret = first.json()["secret"]
    assert Api(secret).get("/me").status_code == 200
    assert again.json() == {**first.json(), "secret": None}
    tables = ("idempotency_key", "api_token", "event")
    assert all(secret not in str(row) for table in tables for row in rows(table))


def at_once(calls: int, call: Any) -> list[Any]:
    barrier = Barrier(calls, timeout=20)

    def run(_number: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(calls) as threads:
        return list(threads.map(run, range(calls)))


def test_eight_at_once_with_one_key_have_one_effect(committed_world: World) -> None:
    world = committed_world
    olga, home = api_of(world.olga, world.ours), world.ours.public_id
    body = {"email": "new@people.example"}
    path = f"/organizations/{home}/invitations"
    answers = at_once(8, lambda: olga.post(path, body, key="a"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Invitation.objects.count() == 1


def test_eight_deletions_at_once_with_one_key_are_one(committed_world: World) -> None:
    world = committed_world
    olga, path = api_of(world.olga, world.ours), f"/teams/{world.web.public_id}"
    answers = at_once(8, lambda: olga.call("DELETE", path, key="a"))
    assert {answer.status_code for answer in answers} == {204}
