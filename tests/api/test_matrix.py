"""Every route × every method × every principal: the answers stand in matrix.txt.

`UPDATE_MATRIX=1 make test` writes the file anew; read the difference before you commit it.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from changehands import api
from changehands.api.openapi import operations
from changehands.kernel.clock import now
from changehands.models import Organization, User
from changehands.policy.scopes import Scope
from tests.api.calling import Api, api_of, make_token
from tests.api.examples import Call, every_call
from tests.core.platform.batches import operator
from tests.web.test_matrix import undone
from tests.world import World

FILE = Path(__file__).with_name("matrix.txt")
# owner, administrator, collaborator and external user of Ours; the owner of Theirs; the owner of
# Ours by a token of Labs, without the scope, by one that is over, by one that is revoked; nobody;
# the owner's browser; an operator of the platform, who is in no Organization
PRINCIPALS = (
    "olga", "adam", "mia", "xen", "rui", "at-labs", "lesser", "expired", "revoked", "nobody",
    "cookie", "operator",
)  # fmt: skip
NOT_IN = ("expired", "revoked", "nobody", "cookie")
FOREIGN = ("rui", "at-labs")
FOR_ALL = {"show_me", "show_conditions", "list_kinds"}
PLATFORM = {
    operation["operationId"]
    for path, _method, operation in operations(api.document())
    if "/platform/" in path
}
NOT_OF_OURS = {"list_organizations", "create_organization", "inspect_link", "decline_transfer"}


@pytest.fixture
def principals(world: World) -> dict[str, Api]:
    def of(user: User, organization: Organization = world.ours) -> Api:
        return api_of(user, organization)

    over = make_token(world.olga, world.ours, expires_at=now() - timedelta(seconds=1))[1]
    browser = Client(raise_request_exception=False)
    browser.force_login(world.olga)
    return {
        "olga": of(world.olga),
        "adam": of(world.adam),
        "mia": of(world.mia),
        "xen": of(world.xen),
        "rui": of(world.rui, world.theirs),
        "at-labs": of(world.olga, world.labs),
        "lesser": api_of(world.olga, world.ours, "access:evaluate"),
        "expired": Api(over),
        "revoked": Api(make_token(world.olga, world.ours, revoked=True)[1]),
        "nobody": Api(),
        "cookie": Api(client=browser),
        "operator": api_of(operator(world), None, *Scope),
    }


def ask(program: Api, call: Call) -> str:
    with undone():
        return str(program.call(call.method, call.path, call.body).status_code)


@pytest.fixture
def answers(world: World, principals: dict[str, Api]) -> dict[tuple[str, str], dict[str, str]]:
    found = {}
    for call in every_call(world):
        found[call.name, call.method] = {name: ask(principals[name], call) for name in PRINCIPALS}
    return found


def test_everybody_gets_the_answers_of_the_checked_in_matrix(
    answers: dict[tuple[str, str], dict[str, str]],
) -> None:
    lines = ["operation method " + " ".join(PRINCIPALS)]
    lines += [
        f"{name} {method} " + " ".join(row.values()) for (name, method), row in answers.items()
    ]
    if os.environ.get("UPDATE_MATRIX"):
        FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == FILE.read_text(encoding="utf-8").splitlines()


def rows() -> list[tuple[str, str, dict[str, str]]]:
    """The checked-in matrix, without what is no operation."""
    lines = FILE.read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split() for line in lines if not line.startswith("/")]
    return [(name, method, dict(zip(PRINCIPALS, row, strict=True))) for name, method, *row in cells]


def test_what_is_not_listed_is_not_allowed() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()[1:]
    unlisted = [line.split()[2:] for line in lines if line.startswith("/")]
    assert len(unlisted) > 100 and all(set(row) == {"405"} for row in unlisted)


def test_nobody_is_let_in_without_a_token_that_counts() -> None:
    assert all(row[name] == "401" for _operation, _method, row in rows() for name in NOT_IN)


def test_a_token_without_the_scope_does_nothing() -> None:
    assert all(row["lesser"] == "403" for name, _method, row in rows() if name not in FOR_ALL)


def test_no_stranger_and_no_token_of_another_organization_learns_of_a_thing_of_ours() -> None:
    known = FOR_ALL | NOT_OF_OURS | PLATFORM
    told = [row[name] for op, _m, row in rows() if op not in known for name in FOREIGN]
    assert len(told) > 60 and set(told) == {"404"}


def test_the_platform_is_for_operators_and_organizations_are_not() -> None:
    for name, _method, row in rows():
        if name in PLATFORM:
            others = {answer for who, answer in row.items() if who not in {*NOT_IN, "operator"}}
            assert (row["operator"], others) == ("200", {"403"})
        elif name not in FOR_ALL | NOT_OF_OURS:
            assert row["operator"] == "404"


def test_no_answer_is_an_error_of_ours() -> None:
    assert not [row for _name, _method, row in rows() if any(one >= "5" for one in row.values())]
