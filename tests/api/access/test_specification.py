"""The examples of the Authorization API 1.0: same requests, same answers, things of our world."""

from itertools import product
from typing import Any

import pytest
from django.conf import LazySettings

from changehands.models import Product
from tests.api.access.asking import (
    ACTIONS,
    EVALUATION,
    EVALUATIONS,
    RESOURCES,
    SUBJECTS,
    Asker,
    resource,
)
from tests.world import World, give

TIME = "2024-05-31T15:22-07:00"
READ = {"name": "product.use"}
EDIT = {"name": "product.manage"}
REQUEST_ID = "bfe9eb29-ab87-4ca3-be83-a1d5d8305716"


def mia(alice: str) -> dict[str, str]:
    return {"type": "user", "id": alice}


def documents(world: World) -> list[dict[str, str]]:
    """Three things: Mia has the first and the third."""
    return [resource(thing) for thing in (world.hosting, world.mailbox, world.drive)]


def test_section_6_1_an_evaluation_with_properties_and_context(
    ask: Asker, world: World, alice: str
) -> None:
    body = {
        "subject": {
            **mia(alice),
            "properties": {"department": "Sales", "ip_address": "172.217.22.14"},
        },
        "resource": {**resource(world.hosting), "properties": {"library_record": {"isbn": "978"}}},
        "action": {**READ, "properties": {"method": "GET"}},
        "context": {"time": "1985-10-26T01:22-07:00"},
    }
    assert ask.ask(EVALUATION, body) == {"decision": True}


def test_section_5_5_a_denial_says_why_to_administrators(
    ask: Asker, world: World, alice: str
) -> None:
    body = {"subject": mia(alice), "resource": resource(world.mailbox), "action": READ}
    answer = ask.ask(EVALUATION, body)
    assert answer["decision"] is False
    assert answer["context"]["code"] == "not-permitted"
    assert answer["context"]["reason_admin"]["en"].endswith("known here.")


def test_section_7_1_three_questions_without_defaults(ask: Asker, world: World, alice: str) -> None:
    context = {"time": TIME}
    items = [
        {"subject": mia(alice), "action": READ, "resource": thing, "context": context}
        for thing in documents(world)
    ]
    assert ask.decisions({"evaluations": items}) == [True, False, True]


def test_section_7_1_1_one_subject_and_context_for_three_questions(
    ask: Asker, world: World, alice: str
) -> None:
    items = [{"action": READ, "resource": thing} for thing in documents(world)]
    body = {"subject": mia(alice), "context": {"time": TIME}, "evaluations": items}
    assert ask.decisions(body) == [True, False, True]


def test_section_7_1_1_the_third_question_has_an_action_of_its_own(
    ask: Asker, world: World, alice: str
) -> None:
    first, second, third = documents(world)
    body = {
        "subject": mia(alice),
        "context": {"time": TIME},
        "action": {"name": "role:viewer"},
        "evaluations": [
            {"resource": first},
            {"resource": second},
            {"action": EDIT, "resource": third},
        ],
    }
    assert ask.decisions(body) == [False, False, True]


def test_section_7_1_2_options_that_are_not_known_are_ignored(
    ask: Asker, world: World, alice: str
) -> None:
    item = {"resource": resource(world.drive), "subject": mia(alice), "action": READ}
    options = {"evaluations_semantic": "execute_all", "another_option": "value"}
    assert ask.decisions({"evaluations": [item], "options": options}) == [True]


@pytest.mark.parametrize(
    ("semantic", "decisions"),
    [
        (None, [True, False, True]),
        ("execute_all", [True, False, True]),
        ("deny_on_first_deny", [True, False]),
        ("permit_on_first_permit", [True]),
    ],
)
def test_section_7_1_2_1_the_three_semantics(
    ask: Asker, world: World, alice: str, semantic: str | None, decisions: list[bool]
) -> None:
    body: dict[str, Any] = {
        "subject": mia(alice),
        "action": READ,
        "evaluations": [{"resource": thing} for thing in documents(world)],
    }
    if semantic:
        body["options"] = {"evaluations_semantic": semantic}
    assert ask.decisions(body) == decisions


def test_section_7_2_1_a_question_that_cannot_be_read_is_denied_alone(
    ask: Asker, world: World, alice: str
) -> None:
    first, second, _third = documents(world)
    body = {
        "subject": mia(alice),
        "action": READ,
        "evaluations": [{"resource": first}, {}, {"resource": second}],
    }
    yes, wrong, no = ask.ask(EVALUATIONS, body)["evaluations"]
    assert (yes, no["decision"]) == ({"decision": True}, False)
    assert wrong == {
        "decision": False,
        "context": {"error": {"status": 400, "message": "`resource` is missing."}},
    }


def test_section_8_2_4_two_pages_of_two_and_one(ask: Asker, world: World, alice: str) -> None:
    give(world.cloud, world.mia)
    first = ask.ask(
        RESOURCES,
        {
            "subject": mia(alice),
            "action": READ,
            "resource": {"type": "product"},
            "page": {"limit": 2},
        },
    )
    token = first["page"]["next_token"]
    assert token and first["page"]["count"] == 2
    second = ask.ask(
        RESOURCES,
        {
            "subject": mia(alice),
            "action": READ,
            "resource": {"type": "product"},
            "page": {"token": token},
        },
    )
    assert second["page"] == {"next_token": "", "count": 1}
    found = first["results"] + second["results"]
    held: list[Product] = [world.hosting, world.drive, world.cloud]
    assert found == [resource(thing) for thing in sorted(held, key=lambda thing: thing.id)]


def test_section_8_3_the_page_is_the_first_name_of_a_search(ask: Asker, world: World) -> None:
    body = {"subject": {"type": "user"}, "action": READ, "resource": resource(world.drive)}
    assert list(ask.ask(SUBJECTS, body)) == ["page", "results"]


def test_section_8_4_who_may_do_this(ask: Asker, world: World) -> None:
    body = {
        "subject": {"type": "user"},
        "action": EDIT,
        "resource": resource(world.drive),
        "context": {"time": "2024-10-26T01:22-07:00"},
    }
    people = sorted([world.olga, world.adam, world.mia], key=lambda user: user.id)
    results = [{"type": "user", "id": user.public_id} for user in people]
    assert ask.ask(SUBJECTS, body) == {"page": {"next_token": "", "count": 3}, "results": results}


def test_section_8_4_the_id_of_the_subject_is_ignored(ask: Asker, world: World) -> None:
    body = {"subject": {"type": "user"}, "action": EDIT, "resource": resource(world.drive)}
    named = {**body, "subject": {"type": "user", "id": "bob@example.com"}}
    assert ask.ask(SUBJECTS, named) == ask.ask(SUBJECTS, body)


def test_section_8_5_on_what_may_they_do_this(ask: Asker, world: World, alice: str) -> None:
    body = {"subject": mia(alice), "action": EDIT, "resource": {"type": "product", "id": "ignored"}}
    things = sorted([world.hosting, world.drive], key=lambda thing: thing.id)
    assert ask.ask(RESOURCES, body)["results"] == [resource(thing) for thing in things]


def test_section_8_6_what_may_they_do_there(ask: Asker, world: World, alice: str) -> None:
    body = {
        "subject": mia(alice),
        "resource": resource(world.hosting),
        "context": {"time": "2024-10-26T01:22-07:00"},
    }
    names = [{"name": name} for name in ("product.manage", "product.use", "role:editor")]
    assert ask.ask(ACTIONS, body)["results"] == names


def test_section_9_the_metadata_names_every_endpoint(settings: LazySettings, db: None) -> None:
    settings.BASE_URL = "https://pdp.example.com"
    response = Asker().send("/.well-known/authzen-configuration", method="GET")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Cache-Control"] == "public, max-age=3600"
    home = "https://pdp.example.com"
    assert response.json() == {  # type: ignore[attr-defined]
        "policy_decision_point": home,
        "access_evaluation_endpoint": f"{home}/access/v1/evaluation",
        "access_evaluations_endpoint": f"{home}/access/v1/evaluations",
        "search_subject_endpoint": f"{home}/access/v1/search/subject",
        "search_resource_endpoint": f"{home}/access/v1/search/resource",
        "search_action_endpoint": f"{home}/access/v1/search/action",
    }


def test_section_10_1_4_the_identifier_of_a_request_is_given_back(ask: Asker) -> None:
    asked = product((EVALUATION, EVALUATIONS, SUBJECTS, RESOURCES, ACTIONS), ("{}", "", "{"))
    for path, content in asked:
        for who in (ask, Asker()):
            response = who.send(path, content=content, **{"X-Request-ID": REQUEST_ID})
            assert response["X-Request-ID"] == REQUEST_ID
        assert "X-Request-ID" not in ask.send(path, content=content)


def test_section_11_3_without_a_token_it_says_which_scheme_to_use(world: World) -> None:
    response = Asker().send(EVALUATION, {})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="changehands"'
    assert response["Content-Type"].startswith("text/plain")
