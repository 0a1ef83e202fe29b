"""What stands beside the body: what a token has left, and whether an answer is still the same."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings

from changehands.kernel.clock import now
from tests.api.calling import Api, api_of
from tests.world import World


@pytest.fixture
def three_a_minute(settings: LazySettings) -> None:
    settings.API_CALLS_PER_MINUTE = 3


@pytest.mark.usefixtures("three_a_minute")
def test_a_token_is_told_what_it_has_left(olga: Api) -> None:
    with time_machine.travel(now(), tick=False):
        answers = [olga.get("/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    told = [answer["RateLimit"] for answer in answers]
    assert told == [f'"minute";r={left};t=60' for left in (2, 1, 0, 0)]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"minute";q=3;w=60'}
    assert answers[3]["Retry-After"] == "60"
    assert answers[3].json()["code"] == "calls-used-up"


@pytest.mark.usefixtures("three_a_minute")
def test_a_new_minute_brings_new_calls_and_refusals_count_too(olga: Api) -> None:
    at = now()
    with time_machine.travel(at, tick=False):
        for _ in range(5):
            olga.get("/nothing" if _ == 0 else "/transfers/trf_00000000000000000000000000")
        assert olga.get("/me").status_code == 429
    with time_machine.travel(at + timedelta(seconds=61), tick=False):
        assert olga.get("/me").status_code == 200


@pytest.mark.usefixtures("three_a_minute")
def test_one_token_does_not_use_up_what_another_has(world: World, olga: Api) -> None:
    for _ in range(4):
        olga.get("/me")
    assert api_of(world.olga, world.ours).get("/me").status_code == 200


def test_what_has_not_changed_is_not_sent_again(world: World, olga: Api) -> None:
    path = f"/products/{world.hosting.public_id}"
    first = olga.get(path)
    again = olga.get(path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_what_has_changed_is_sent_again(world: World, olga: Api) -> None:
    path = f"/products/{world.hosting.public_id}"
    first = olga.get(path)
    world.hosting.name = "Another name"
    world.hosting.save()
    again = olga.get(path, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_a_write_has_no_tag(world: World, olga: Api) -> None:
    made = olga.post(f"/organizations/{world.ours.public_id}/teams", {"name": "Night"})
    assert made.status_code == 201
    assert "ETag" not in made.headers
