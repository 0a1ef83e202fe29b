"""How a request is sent again, and when it is given up."""

from collections.abc import Callable
from datetime import UTC, timedelta
from email.utils import format_datetime

import httpx
import pytest

from changehands.client import Client, Invalid, TooMany, Unavailable, Unreachable
from changehands.kernel.clock import now

Answer = httpx.Response | Exception
ME = {
    "person": {"id": "usr_1", "name": "Olga", "email": "olga@ours.example"},
    "locale": "en",
    "organization": None,
    "token": {
        **{"id": "tok_1", "name": "t", "prefix": "chp_", "scopes": [], "actions": []},
        **{"organization_id": None, "expires_at": None, "last_used_at": None},
        "person": {"id": "usr_1", "name": "Olga", "email": "olga@ours.example"},
        "created_at": "2026-11-22T12:00:00Z",
    },
}
GOOD = httpx.Response(200, json=ME)


class Wire(httpx.BaseTransport):
    """Answers one after the other, the last one for ever; remembers what was sent and slept."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = [*answers]
        self.sent: list[httpx.Request] = []
        self.slept: list[float] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def client(self) -> Client:
        return Client("https://m.example/", "chp_x", transport=self, sleep=self.slept.append)


def problem(status: int, **headers: str) -> httpx.Response:
    body = {"status": status, "code": "later", "detail": "Try again later.", "title": "Later"}
    return httpx.Response(
        status, json=body, headers={"Content-Type": "application/problem+json", **headers}
    )


def revoke(client: Client) -> None:
    client.tokens.revoke("tok_1")


@pytest.mark.parametrize(
    "first",
    [
        problem(503),
        problem(429),
        httpx.Response(502),
        httpx.ConnectError("no"),
        httpx.ReadError(""),
    ],
)
def test_what_may_succeed_later_is_sent_again(first: Answer) -> None:
    wire = Wire(first, GOOD)
    assert wire.client.me().person.name == "Olga"
    assert len(wire.sent) == 2 and len(wire.slept) == 1


def test_a_write_keeps_its_key_from_attempt_to_attempt_and_the_next_one_has_another() -> None:
    wire = Wire(problem(503), httpx.ReadTimeout("slow"), httpx.Response(204))
    revoke(wire.client)
    revoke(wire.client)
    keys = [request.headers["Idempotency-Key"] for request in wire.sent]
    assert len(keys) == 4 and len(set(keys[:3])) == 1 and keys[3] != keys[0]


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    wire = Wire(problem(429, **{"Retry-After": "7"}), GOOD)
    wire.client.me()
    assert wire.slept == [7.0]
    later = format_datetime((now() + timedelta(seconds=20)).astimezone(UTC), usegmt=True)
    wire = Wire(problem(503, **{"Retry-After": later}), GOOD)
    wire.client.me()
    assert 15 < wire.slept[0] <= 20


def test_it_does_not_wait_for_minutes() -> None:
    wire = Wire(problem(429, **{"Retry-After": "3600"}))
    with pytest.raises(TooMany):
        wire.client.me()
    assert wire.slept == []


def test_pauses_grow_and_end_after_five_attempts() -> None:
    wire = Wire(problem(503))
    with pytest.raises(Unavailable, match="later"):
        wire.client.me()
    assert len(wire.sent) == 5
    assert wire.slept == sorted(wire.slept) and sum(wire.slept) < 5


@pytest.mark.parametrize("call", [revoke, Client.me])
def test_a_refusal_is_not_sent_again(call: Callable[[Client], object]) -> None:
    wire = Wire(problem(422))
    with pytest.raises(Invalid):
        call(wire.client)
    assert len(wire.sent) == 1


def test_a_host_that_never_answers_is_named() -> None:
    with pytest.raises(Unreachable, match=r"https://m\.example/"):
        Wire(httpx.ConnectError("refused")).client.me()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404, html="<h1>Nothing here</h1>"),
        httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
        httpx.Response(200, html="<h1>Welcome</h1>"),
        httpx.Response(200, json={"hello": "world"}),
    ],
)
def test_something_else_at_the_address_is_said_so(answer: httpx.Response) -> None:
    wire = Wire(answer)
    with pytest.raises(Unreachable, match="API"):
        wire.client.me()
    assert len(wire.sent) == 1


def test_what_a_later_version_adds_is_kept() -> None:
    me = Wire(httpx.Response(200, json={**ME, "mood": "fine"})).client.me()
    assert me.as_json()["mood"] == "fine"


def test_it_asks_for_refusals_in_the_language_that_is_wanted() -> None:
    wire = Wire(GOOD)
    Client("https://m.example/", "chp_x", transport=wire, language="fr").me()
    assert wire.sent[0].headers["Accept-Language"] == "fr"
