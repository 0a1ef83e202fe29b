"""Pages of searches: every result once, whatever their size, and tokens that fit one search only."""

from typing import Any

import pytest

from tests.api.access.asking import ACTIONS, RESOURCES, SUBJECTS, Asker, question, resource
from tests.world import World

SEARCHES = (SUBJECTS, RESOURCES, ACTIONS)


@pytest.fixture
def body(world: World) -> dict[str, Any]:
    return question(world.olga, "product.use", world.drive)


def pages(ask: Asker, path: str, body: dict[str, Any], limit: int) -> list[list[Any]]:
    found = []
    page: dict[str, Any] = {"limit": limit}
    while True:
        answer = ask.ask(path, {**body, "page": page})
        assert answer["page"]["count"] == len(answer["results"]) <= limit
        found.append(answer["results"])
        if not (token := answer["page"]["next_token"]):
            return found
        page = {"limit": limit, "token": token}


@pytest.mark.parametrize("path", SEARCHES)
def test_every_result_is_on_one_page(ask: Asker, body: dict[str, Any], path: str) -> None:
    [whole] = pages(ask, path, body, 1000)
    for limit in (1, 2, 3, len(whole), 10**30):
        read = pages(ask, path, body, limit)
        assert [row for page in read for row in page] == whole
        assert len(read) == -(-len(whole) // limit)


@pytest.mark.parametrize("path", SEARCHES)
def test_no_results_are_wanted_but_it_is_told_that_there_are_some(
    ask: Asker, body: dict[str, Any], path: str
) -> None:
    none = ask.ask(path, {**body, "page": {"limit": 0}})
    assert none["results"] == [] and none["page"]["next_token"]


@pytest.mark.parametrize("path", SEARCHES)
def test_a_token_of_another_search_is_refused(
    ask: Asker, world: World, body: dict[str, Any], path: str
) -> None:
    token = ask.ask(path, {**body, "page": {"limit": 1}})["page"]["next_token"]
    for change in (
        {"resource": resource(world.hosting)},
        {"context": {"time": "now"}},
        {"subject": {**body["subject"], "properties": {"department": "Sales"}}},
        {"page": {"token": token, "limit": 2}},
    ):
        assert ask.send(path, {**body, "page": {"token": token}, **change}).status_code == 400
    assert ask.send(path, {**body, "page": {"token": token}}).status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        None,
        [],
        "x",
        {"limit": -1},
        {"limit": 1.5},
        {"limit": "1"},
        {"limit": True},
        {"token": "x"},
        {"token": 5},
        {"token": "é"},
        {"token": "W10"},
        {"token": "W251bGwsIDEsICJ4Il0"},
        {"properties": []},
    ],
)
def test_a_wrong_page_is_refused(ask: Asker, body: dict[str, Any], page: Any) -> None:
    for path in SEARCHES:
        assert ask.send(path, {**body, "page": page}).status_code == 400
