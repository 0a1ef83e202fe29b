"""What a policy decision point must refuse, must accept, and must answer with nothing."""

import json
from itertools import product
from typing import Any

import pytest

from tests.api.access.asking import (
    ACTIONS,
    EVALUATION,
    EVALUATIONS,
    RESOURCES,
    SUBJECTS,
    Asker,
    question,
    resource,
    subject,
)
from tests.world import World

PATHS = (EVALUATION, EVALUATIONS, SUBJECTS, RESOURCES, ACTIONS)
USER, USE = {"type": "user", "id": "usr_x"}, {"name": "product.use"}
THING = {"type": "product", "id": "prd_x"}
WHOLE = {"subject": USER, "action": USE, "resource": THING}


def status(ask: Asker, path: str, body: Any) -> int:
    return ask.send(path, body).status_code


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in WHOLE.items() if key != name}


def test_a_whole_question_is_answered(ask: Asker) -> None:
    assert {status(ask, path, WHOLE) for path in PATHS} == {200}


def test_what_is_missing_is_refused(ask: Asker) -> None:
    for path, name in product(PATHS, ("subject", "action", "resource")):
        if (path, name) == (ACTIONS, "action"):
            continue
        response = ask.send(path, without(name))
        assert (response.status_code, response.content) == (400, f"`{name}` is missing.".encode())


@pytest.mark.parametrize(
    ("path", "name", "part", "value"),
    [
        (EVALUATION, "subject", "type", {"id": "usr_x"}),
        (EVALUATION, "subject", "id", {"type": "user"}),
        (EVALUATION, "action", "name", {}),
        (EVALUATION, "resource", "type", {"id": "prd_x"}),
        (EVALUATION, "resource", "id", {"type": "product"}),
        (SUBJECTS, "subject", "type", {"id": "usr_x"}),
        (SUBJECTS, "resource", "id", {"type": "product"}),
        (RESOURCES, "subject", "id", {"type": "user"}),
        (RESOURCES, "resource", "type", {"id": "prd_x"}),
        (ACTIONS, "subject", "id", {"type": "user"}),
        (ACTIONS, "resource", "id", {"type": "product"}),
    ],
)
def test_a_missing_part_is_named(ask: Asker, path: str, name: str, part: str, value: Any) -> None:
    response = ask.send(path, {**WHOLE, name: value})
    assert (response.status_code, response.content) == (
        400,
        f"`{name}.{part}` is missing.".encode(),
    )


@pytest.mark.parametrize("name", ["subject", "action", "resource"])
def test_what_is_no_entity_is_refused(ask: Asker, name: str) -> None:
    for value in (None, "alice", 1, [], True, {}):
        assert status(ask, EVALUATION, {**WHOLE, name: value}) == 400


def test_names_and_identifiers_are_text(ask: Asker) -> None:
    places = (("subject", "id"), ("action", "name"), ("resource", "type"))
    for (name, part), value in product(places, (123, None, True, [], {}, "\ud800")):
        body = {**WHOLE, name: {**WHOLE[name], part: value}}
        assert status(ask, EVALUATION, body) == 400


@pytest.mark.parametrize("name", ["context", "subject", "action", "resource"])
def test_properties_and_context_are_objects(ask: Asker, name: str) -> None:
    for value in (None, "x", 1, []):
        body: dict[str, Any] = {**WHOLE, "context": value}
        if name != "context":
            body = {**WHOLE, name: {**WHOLE[name], "properties": value}}
        assert status(ask, EVALUATION, body) == 400


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        b"\xff",
        b"\xef\xbb\xbf{}",
        '{"context": NaN}',
        '{"subject": {}, "subject": {}}',
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"a": ' + "1" * 5000 + "}",
    ],
)
def test_what_is_not_one_json_object_is_refused(ask: Asker, content: str | bytes) -> None:
    for path in PATHS:
        response = ask.send(path, content=content)
        assert response.status_code == 400
        assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_a_name_given_twice_is_refused_wherever_it_stands(ask: Asker, world: World) -> None:
    asked = json.dumps(question(world.olga, "product.use", world.drive))
    twice = asked.replace('"type": "user"', '"type": "user", "type": "user"')
    assert ask.send(EVALUATION, content=asked).status_code == 200
    assert ask.send(EVALUATION, content=twice).status_code == 400


def test_a_body_of_more_than_a_mebibyte_is_refused(ask: Asker) -> None:
    assert status(ask, EVALUATION, {**WHOLE, "context": {"much": "x" * 1024 * 1024}}) == 400


def test_only_json_is_read(ask: Asker) -> None:
    form = "application/x-www-form-urlencoded"
    for kind in ("text/plain", form, "multipart/form-data", "application/problem+json", ""):
        assert ask.send(EVALUATION, WHOLE, content_type=kind).status_code == 400
    plain = ask.send(EVALUATION, WHOLE, content_type="application/json; charset=utf-8")
    assert plain.status_code == 200


def test_questions_are_posted(ask: Asker) -> None:
    for path, method in product(PATHS, ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")):
        response = ask.send(path, WHOLE, method=method)
        assert (response.status_code, response["Allow"]) == (405, "POST")


def test_the_metadata_are_only_read(ask: Asker) -> None:
    path = "/.well-known/authzen-configuration"
    assert ask.send(path, {}).status_code == 405
    assert ask.send(path, method="HEAD").status_code == 200


def test_what_is_not_known_is_ignored(ask: Asker, world: World) -> None:
    body = {
        **question(world.olga, "product.use", world.drive),
        "foo": 1,
        "future": {"nested": True},
    }
    body["subject"]["nickname"] = None
    for _again in range(3):
        assert ask.ask(EVALUATION, body) == {"decision": True}


def test_a_question_of_its_own_borrows_what_it_must_have_from_the_default(
    ask: Asker, world: World
) -> None:
    body = {
        "subject": subject(world.mia),
        "action": {"name": "product.manage"},
        "resource": {"type": "product"},
        "evaluations": [
            {"resource": {"id": world.drive.public_id, "properties": {"state": "active"}}},
            {"resource": resource(world.mailbox)},
            {"subject": {"id": world.olga.public_id}, "resource": resource(world.mailbox)},
        ],
    }
    assert ask.decisions(body) == [True, False, True]


@pytest.mark.parametrize("more", [{}, {"evaluations": []}])
def test_without_an_array_one_question_is_answered(
    ask: Asker, world: World, more: dict[str, Any]
) -> None:
    body = {**question(world.olga, "product.use", world.drive), **more}
    assert ask.ask(EVALUATIONS, body) == {"decision": True}


@pytest.mark.parametrize(
    "more",
    [
        {"evaluations": {}},
        {"evaluations": None},
        {"evaluations": [1]},
        {"evaluations": [{}] * 1001},
        {"evaluations": [{}], "options": []},
        {"evaluations": [{}], "options": {"evaluations_semantic": "first"}},
        {"evaluations": [{}], "options": {"evaluations_semantic": []}},
        {"evaluations": [{}], "subject": "alice"},
        {"evaluations": [{}], "context": 1},
    ],
)
def test_a_wrong_frame_is_refused_as_a_whole(ask: Asker, more: dict[str, Any]) -> None:
    assert status(ask, EVALUATIONS, {**WHOLE, **more}) == 400


@pytest.mark.parametrize("item", [{"subject": "alice"}, {"resource": {"id": 1}}, {"context": 1}])
def test_a_wrong_question_among_others_is_denied(
    ask: Asker, world: World, item: dict[str, Any]
) -> None:
    body = {**question(world.olga, "product.use", world.drive), "evaluations": [item, {}]}
    assert ask.decisions(body) == [False, True]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        (SUBJECTS, "subject", {"type": "spaceship"}),
        (SUBJECTS, "resource", {"type": "spaceship", "id": "1"}),
        (SUBJECTS, "resource", {"type": "product", "id": "nonexistent"}),
        (SUBJECTS, "action", {"name": "fly"}),
        (RESOURCES, "subject", {"type": "user", "id": "nonexistent@people.example"}),
        (RESOURCES, "subject", {"type": "spaceship", "id": "1"}),
        (RESOURCES, "resource", {"type": "spaceship"}),
        (RESOURCES, "action", {"name": "fly"}),
        (ACTIONS, "subject", {"type": "user", "id": "nonexistent"}),
        (ACTIONS, "resource", {"type": "spaceship", "id": "1"}),
    ],
)
def test_a_search_for_what_is_unknown_finds_nothing(
    ask: Asker, world: World, path: str, name: str, value: Any
) -> None:
    body = {**question(world.olga, "product.use", world.drive), name: value}
    assert ask.ask(path, body) == {"page": {"next_token": "", "count": 0}, "results": []}
