"""Every refusal is a problem (RFC 9457) that says what to do and where."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.api.calling import HOME, Api, api_of
from tests.world import World

DEEP = b"[" * 100_000
MALFORMED = [
    b"{", b"", b"nonsense", b"\xff\xfe", b'{"name": NaN}', b'{"name": "a", "name": "b"}', DEEP,
]  # fmt: skip
WRONG = [
    ({}, "/name"),
    ({"name": 1}, "/name"),
    ({"name": True}, "/name"),
    ({"name": None}, "/name"),
    ({"name": ["a"]}, "/name"),
    ({"name": "a\0b"}, "/name"),
    ({"name": "a", "other": 1}, "/other"),
    ({"name": "a", "x/y~z": 1}, "/x~1y~0z"),
    ({"name": "\u202ea"}, "/name"),
    ({"name": "see https://evil.example/x"}, "/name"),
]


def teams(world: World) -> str:
    return f"/organizations/{world.ours.public_id}/teams"


def is_problem(answer: Any, status: int) -> Any:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = json.loads(answer.content)
    assert told["status"] == status and told["title"] and told["detail"]
    assert told["type"] == f"urn:changehands:problem:{told['code']}"
    return told


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_no_json_cannot_be_read(world: World, olga: Api, body: bytes) -> None:
    status = 422 if body == b"" else 400
    is_problem(olga.call("POST", teams(world), body), status)


@pytest.mark.parametrize(("body", "pointer"), WRONG)
def test_a_wrong_member_is_pointed_at(world: World, olga: Api, body: Any, pointer: str) -> None:
    assert is_problem(olga.post(teams(world), body), 422)["pointer"] == pointer


@pytest.mark.parametrize("body", [[], "text", 7, None, [{}]])
def test_a_body_that_is_no_object_is_refused(world: World, olga: Api, body: Any) -> None:
    is_problem(olga.call("POST", teams(world), json.dumps(body).encode()), 422)


@pytest.mark.parametrize("days", [0, 91, 1.5, "3", True, None, [3], 10**30])
def test_a_number_is_a_number_in_its_range(world: World, olga: Api, days: Any) -> None:
    body = {"expires_in": days}
    told = is_problem(olga.post("/transfers/trf_01kaqj1m5cfw38a3ns6vxk3ty5/extension", body), 422)
    assert told["pointer"] == "/expires_in"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=%00", None),
        ("cursor=nonsense", "cursor"),
        ("cursor=" + "x" * 5000, "cursor"),
        ("cursor=W1tbW1tb", "cursor"),
        ("unknown=1", None),
        ("limit=1&limit=2", None),
        ("search=%00", None),
    ],
)
def test_a_wrong_parameter_is_named(
    world: World, olga: Api, query: str, parameter: str | None
) -> None:
    answer = olga.get(f"{teams(world)}?{query}")
    assert answer.status_code in {400, 422}
    assert is_problem(answer, answer.status_code).get("parameter") == parameter


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE"])
def test_an_unknown_address_is_a_problem_with_every_method(olga: Api, method: str) -> None:
    for path in ("/", "/nothing", "/me/", "/organizations/x/y/z", "/products/../me"):
        answer = olga.call(method, path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_not_listed_names_those_that_are(olga: Api, method: str) -> None:
    for path in ("/me", "/openapi.json", "/docs"):
        answer = olga.call(method, path)
        assert (answer.status_code, answer["Allow"]) == (405, "GET")
        assert answer["Content-Type"] == "application/problem+json"


def test_identifiers_that_are_none_are_not_found(world: World, olga: Api) -> None:
    ids = ["x", "prd_", world.ours.public_id, "PRD_01KAQJ1M5CFW38A3NS6VXK3TY5", "prd_" + "z" * 26]
    for one in [*ids, "prd_01kaqj1m5cfw38a3ns6vxk3ty5", "%00", "é", "1" * 3000]:
        assert olga.get(f"/products/{one}").status_code in {400, 404}


def test_a_body_that_is_too_large_is_refused(world: World, olga: Api) -> None:
    body = json.dumps({"name": "x" * 1_100_000}).encode()
    is_problem(olga.call("POST", teams(world), body), 413)
    is_problem(olga.call("POST", teams(world), body, key="a"), 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_that_is_not_json_is_refused(world: World, olga: Api, kind: str) -> None:
    answer = Client().generic(
        "POST",
        HOME + teams(world),
        b'{"name": "Shop"}',
        content_type=kind,
        headers={"Authorization": f"Bearer {olga.secret}"},
    )
    assert answer.status_code in {400, 415}
    is_problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer chp_x", "Token x", "Bearer é"]
)
def test_without_a_good_token_one_is_told_how_to_authenticate(db: None, header: str) -> None:
    answer = Client().get(f"{HOME}/me", headers={"Authorization": header} if header else {})
    is_problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer ")


def test_a_missing_scope_is_named(world: World) -> None:
    answer = api_of(world.olga, world.ours, "teams:read").post(teams(world), {"name": "Shop"})
    told = is_problem(answer, 403)
    assert told["code"] == "scope-missing" and "teams:write" in told["detail"]


def test_a_lesser_role_is_told_who_may(world: World) -> None:
    told = is_problem(api_of(world.mia, world.ours).post(teams(world), {"name": "Shop"}), 403)
    assert told["code"] == "role-not-allowed" and "Administrator" in told["detail"]


def test_a_limit_says_when_to_try_again(world: World, olga: Api) -> None:
    path = f"/organizations/{world.ours.public_id}/invitations"
    for number in range(51):
        answer = olga.post(path, {"email": f"p{number}@people.example"})
    told = is_problem(answer, 429)
    assert answer["Retry-After"] == str(told["retry_after"]) == "86400"


def test_an_error_of_ours_is_a_problem_that_tells_nothing(
    world: World, olga: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("changehands.core.organizations.queries.teams_page", broken)
    answer = olga.get(teams(world))
    assert is_problem(answer, 500)["code"] == "internal-error"
    assert b"secret" not in answer.content
