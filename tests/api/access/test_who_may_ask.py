"""Who may ask, and about what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from changehands.core.tokens import authenticate
from changehands.core.tokens.askers import recognize
from changehands.kernel.clock import now
from changehands.models import ApiToken, Membership, User
from tests.api.access.asking import (
    ACTIONS,
    EVALUATION,
    RESOURCES,
    SUBJECTS,
    Asker,
    asker,
    question,
    resource,
)
from tests.api.calling import make_token
from tests.world import World, make_product


def status(ask: Asker, world: World) -> int:
    return ask.send(EVALUATION, question(world.olga, "product.use", world.drive)).status_code


def test_a_token_with_the_scope_may_ask(ask: Asker, world: World) -> None:
    assert status(ask, world) == 200


def test_without_a_good_token_nobody_may_ask(world: World) -> None:
    over = make_token(world.olga, world.ours, "access:evaluate", expires_at=now())[1]
    revoked = make_token(world.olga, world.ours, "access:evaluate", revoked=True)[1]
    for secret in ("", "x", "chp_x", over, revoked):
        assert status(Asker(secret), world) == 401


def test_a_session_is_no_token(world: World) -> None:
    browser = Client()
    browser.force_login(world.olga)
    body = question(world.olga, "product.use", world.drive)
    assert browser.post(EVALUATION, body, content_type="application/json").status_code == 401


def test_without_the_scope_a_token_may_not_ask(world: World) -> None:
    ask = Asker(make_token(world.olga, world.ours, "products:read")[1])
    response = ask.send(EVALUATION, {})
    assert response.status_code == 403
    assert response.content == b"The token has not the scope access:evaluate."


def test_who_administers_no_longer_may_not_ask_any_more(world: World) -> None:
    ask = asker(world.adam, world.ours)
    assert status(ask, world) == 200
    place = Membership.objects.filter(organization=world.ours, user=world.adam)
    place.update(role="member")
    assert status(ask, world) == 403
    place.delete()
    assert status(ask, world) == 401


def test_who_is_disabled_or_no_operator_any_more_may_not_ask(operator: Asker, world: World) -> None:
    assert status(operator, world) == 200
    User.objects.filter(id=world.nora.id).update(is_operator=False)
    assert status(operator, world) == 401
    ask = asker(world.adam, world.ours)
    User.objects.filter(id=world.adam.id).update(is_active=False)
    assert status(ask, world) == 401


def test_a_token_of_an_organization_tells_of_its_own_things_only(
    ask: Asker, operator: Asker, world: World
) -> None:
    foreign = make_product(world.labs, "domain", "labs.example")
    for thing, action in ((foreign, "product.use"), (world.labs, "organization.view")):
        body = question(world.olga, action, thing)
        assert operator.ask(EVALUATION, body) == {"decision": True}
        assert ask.ask(EVALUATION, body)["decision"] is False
        for path in (SUBJECTS, ACTIONS):
            assert operator.ask(path, body)["results"]
            assert ask.ask(path, body)["results"] == []
        told, all_of_them = (who.ask(RESOURCES, body)["results"] for who in (ask, operator))
        assert resource(thing) in all_of_them and resource(thing) not in told


def test_a_thing_of_others_is_denied_like_one_that_is_not_there(ask: Asker, world: World) -> None:
    foreign = make_product(world.theirs, "domain", "theirs.example")
    answers = []
    for user, action in ((world.rui, "product.use"), (world.mia, "product.manage")):
        body = question(user, action, foreign)
        answers.append(ask.ask(EVALUATION, body))
        foreign_id = body["resource"]["id"]
        body["resource"]["id"] = foreign_id[:-1] + ("0" if foreign_id[-1] != "0" else "1")
        answers.append(ask.ask(EVALUATION, body))
    assert all(answer == answers[0] for answer in answers)


def test_a_question_costs_two_statements(ask: Asker, world: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        status(ask, world)
    assert len(captured) == 2


def test_the_use_of_a_token_is_noted(ask: Asker, world: World) -> None:
    ApiToken.objects.update(last_used_at=None)
    status(ask, world)
    assert ApiToken.objects.get().last_used_at


@pytest.mark.parametrize("expires_in", [None, -1, 1])
@pytest.mark.parametrize("revoked", [False, True])
@pytest.mark.parametrize("name", ["olga", "mia", "eve"])
@pytest.mark.parametrize("home", ["ours", "labs", None])
def test_askers_are_recognized_by_the_rule_of_all_tokens(
    world: World, home: str | None, name: str, revoked: bool, expires_in: int | None
) -> None:
    world.eve.is_operator = True
    world.eve.save()
    organization = getattr(world, home) if home else None
    at = now()
    end = None if expires_in is None else at + timedelta(seconds=expires_in)
    token, secret = make_token(
        getattr(world, name), organization, "access:evaluate", expires_at=end, revoked=revoked
    )
    caller, found = authenticate(secret, at=at), recognize(secret, at=at)
    assert (caller is None) == (found is None)
    if found:
        assert (found.within, list(found.scopes)) == (token.organization_id, token.scopes)
        assert found.sees_all == (name != "mia")
