"""Every route × every method × everybody: the answers stand in matrix.txt, and a change is a diff.

`UPDATE_MATRIX=1 make test` writes the file anew; read the difference before you commit it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.transaction import atomic, set_rollback  # noqa: TID251
from django.http import HttpResponseBase
from django.test import Client

from changehands.models import User
from tests.faults.checksum import checksum
from tests.web.routes import Examples, Route, all_routes, examples
from tests.world import World

FILE = Path(__file__).with_name("matrix.txt")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
ACTORS = ("nobody", "olga", "adam", "mia", "tom", "xen", "rui", "rita", "eve", "nora")
STRANGERS = ("nobody", "rui", "rita", "eve", "nora")


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back; verbs may still open their durable transaction in it."""
    block = atomic()
    block._from_testcase = True  # as django.test.TestCase marks its own
    with block:
        yield
        set_rollback(True)


@pytest.fixture
def browsers(world: World) -> dict[str, Client]:
    """A logged-in browser for each actor."""
    clients = {name: Client(raise_request_exception=False) for name in ACTORS}
    for name, client in clients.items():
        user = getattr(world, name, None)
        if isinstance(user, User):
            client.force_login(user)
    return clients


@pytest.fixture
def things(world: World) -> Examples:
    return examples(world)


def word(answer: HttpResponseBase) -> str:
    """The status, and of a redirect whether it leads to the login or to one's first Organization."""
    place = answer.headers.get("Location", "")
    for name, address in (("login", "/accounts/login/"), ("new", "/organizations/new")):
        if address in place:
            return f"{answer.status_code}→{name}"
    return str(answer.status_code)


def ask(client: Client, method: str, route: Route) -> str:
    kept = client.cookies.copy()  # a logout is undone too
    with undone():
        answer = word(client.generic(method, route.address))
    client.cookies = kept
    return answer


def test_everybody_gets_the_answers_of_the_checked_in_matrix(
    browsers: dict[str, Client], things: Examples
) -> None:
    lines = ["route method " + " ".join(ACTORS)]
    for route in all_routes(things):
        for method in METHODS:
            answers = [ask(browsers[name], method, route) for name in ACTORS]
            lines.append(f"{route.name} {method} " + " ".join(answers))
    if os.environ.get("UPDATE_MATRIX"):
        FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == FILE.read_text(encoding="utf-8").splitlines()


def test_no_stranger_learns_of_a_thing_of_ours(
    browsers: dict[str, Client], things: Examples
) -> None:
    for route in all_routes(things):
        if not route.is_about_a_thing or route.needs <= {"version", "slug", "key"}:
            continue
        for method in METHODS:
            for name in STRANGERS:
                answer = ask(browsers[name], method, route)
                assert answer in {"404", "405", "302→login", "302→new"}, (
                    route.name,
                    method,
                    name,
                    answer,
                )


def test_everybody_was_still_logged_in_at_the_end(
    browsers: dict[str, Client], things: Examples
) -> None:
    for route in all_routes(things):
        ask(browsers["olga"], "POST", route)
    assert browsers["olga"].get("/transfers/").status_code == 200


def test_no_answer_is_an_error_of_ours(browsers: dict[str, Client], things: Examples) -> None:
    matrix = FILE.read_text(encoding="utf-8").splitlines()[1:]
    allowed = ("healthz GET", "healthz HEAD")  # 503: no worker runs in the tests
    broken = [line for line in matrix if " 5" in line and not line.startswith(allowed)]
    assert broken == []


BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1)", "Slackbot-LinkExpanding 1.0", "Twitterbot/1.0",
    "facebookexternalhit/1.1", "LinkedInBot/1.0", "WhatsApp/2.23", "TelegramBot", "Discordbot/2.0",
    "SkypeUriPreview", "MS-Office/16", "Outlook-iOS/2.0", "Proofpoint", "Mimecast", "Barracuda",
    "SafeLinks", "curl/8.0", "Wget/1.21", "python-requests/2.31", "Applebot/0.1", "bingbot/2.0",
)  # fmt: skip


def test_six_hundred_requests_of_scanners_change_nothing(
    world: World, browsers: dict[str, Client], things: Examples
) -> None:
    before, asked = checksum(), 0
    for bot in BOTS:
        for method in ("GET", "HEAD", "OPTIONS"):
            for name in ("nobody", "rui", "olga", "nora", "eve"):
                client = browsers[name]
                for suffix in ("", "/refusal"):
                    client.generic(
                        method,
                        f"/t/{things.transfer.public_id}{suffix}",
                        headers={"user-agent": bot},
                    )
                    asked += 1
    assert asked == 600
    assert checksum() == before


def test_safe_methods_change_nothing_anywhere(
    browsers: dict[str, Client], things: Examples
) -> None:
    before = checksum()
    for route in all_routes(things):
        for method in ("GET", "HEAD", "OPTIONS"):
            for name in ("olga", "rui", "nobody"):
                browsers[name].generic(method, route.address)
        changed = {table for table, digest in checksum().items() if digest != before[table]}
        # allauth counts a HEAD against its rate limits, as it does a POST
        assert changed <= ({"cache"} if route.name.startswith("account_") else set()), route.name
        before = checksum() if changed else before
