"""Making, revoking and recognizing tokens, by the verbs themselves."""

from datetime import timedelta
from typing import Any

import pytest

from changehands.core import tokens
from changehands.core.tokens.secret import digest_of, is_well_formed, new_secret
from changehands.kernel.errors import ChangehandsError, Conflict, Denied, Invalid, NotFound
from changehands.models import ApiToken, Event, Organization, User
from tests.faults.checksum import refused
from tests.world import NOW, World

READ = ["products:read"]


def make(world: World, actor: User, **more: Any) -> tokens.Made:
    options = {"organization_id": world.ours.id, "name": "T", "scopes": READ, "at": NOW, **more}
    return tokens.make(actor=actor, **options)


def test_a_secret_is_random_and_has_a_checksum() -> None:
    made = {new_secret() for _ in range(2000)}
    assert len(made) == 2000 and all(is_well_formed(secret) for secret in made)
    assert not is_well_formed("chp_" + "0" * 38)


def test_only_the_digest_of_a_secret_is_kept(world: World) -> None:
    made = make(world, world.olga)
    row = ApiToken.objects.get()
    assert bytes(row.digest) == digest_of(made.secret)
    assert made.secret.startswith(row.prefix) and len(row.prefix) == 10
    assert made.secret not in str(Event.objects.values())


def test_who_holds_the_secret_is_recognized_until_it_ends(world: World) -> None:
    made = make(world, world.olga, expires_at=NOW + timedelta(hours=1))
    caller = tokens.authenticate(made.secret, at=NOW)
    assert caller is not None and caller.user == world.olga
    assert tokens.authenticate(made.secret, at=NOW + timedelta(hours=1)) is None
    assert tokens.authenticate(new_secret(), at=NOW) is None


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [("mia", Denied, "role-not-allowed"), ("eve", NotFound, "organization-not-found")],
)
def test_others_than_administrators_make_none(
    world: World, name: str, error: type[ChangehandsError], code: str
) -> None:
    with refused(error, code):
        make(world, getattr(world, name))


@pytest.mark.parametrize(
    ("more", "error", "code", "field"),
    [
        ({"scopes": []}, Invalid, "scope-unknown", "scopes"),
        ({"scopes": ["all"]}, Invalid, "scope-unknown", "scopes"),
        ({"scopes": ["platform:read"]}, Denied, "scope-not-grantable", "scopes"),
        ({"expires_at": NOW}, Invalid, "expiry-is-past", "expires_at"),
        ({"name": " "}, Invalid, "name-missing", "name"),
    ],
)
def test_a_wrong_wish_makes_none(
    world: World, more: Any, error: type[ChangehandsError], code: str, field: str
) -> None:
    with refused(error, code, field=field):
        make(world, world.olga, **more)


def test_there_is_an_end_to_making_tokens(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("changehands.core.tokens.operations.MOST", 1)
    make(world, world.olga)
    with refused(Conflict, "too-many-tokens"):
        make(world, world.adam)


def test_only_operators_make_tokens_of_the_platform(world: World) -> None:
    with refused(Denied, "not-an-operator"):
        tokens.make_for_platform(actor=world.olga, name="T", scopes=READ, at=NOW)
    world.olga.is_operator = True
    world.olga.save()
    made = tokens.make_for_platform(actor=world.olga, name="T", scopes=["platform:write"], at=NOW)
    assert tokens.authenticate(made.secret, at=NOW) is not None
    tokens.revoke_for_platform(actor=world.olga, token_id=made.token.id, at=NOW)
    assert tokens.authenticate(made.secret, at=NOW) is None
    with refused(NotFound, "token-not-found"):
        tokens.revoke_for_platform(actor=world.olga, token_id=made.token.id, at=NOW)


def test_an_administrator_revokes_the_token_of_another_and_the_log_says_so(world: World) -> None:
    made = make(world, world.olga)
    tokens.revoke(actor=world.adam, token_id=made.token.id, at=NOW)
    assert tokens.authenticate(made.secret, at=NOW) is None
    event = Event.objects.latest("id")
    assert (event.verb, event.actor, event.data["token"]) == ("token.revoked", world.adam, "T")


def test_one_revokes_ones_own_token_in_whatever_role_and_nobody_elses(world: World) -> None:
    made, other = make(world, world.adam), make(world, world.olga)
    place = world.ours.memberships.get(user=world.adam)
    place.role = "member"
    place.save()
    with refused(Denied, "role-not-allowed"):
        tokens.revoke(actor=world.adam, token_id=other.token.id, at=NOW)
    tokens.revoke(actor=world.adam, token_id=made.token.id, at=NOW)
    with refused(NotFound, "token-not-found"):
        tokens.revoke(actor=world.eve, token_id=other.token.id, at=NOW)


def test_a_token_is_revoked_in_a_frozen_organization_too(world: World) -> None:
    made = make(world, world.olga)
    Organization.objects.filter(id=world.ours.id).update(frozen_at=NOW)
    tokens.revoke(actor=world.olga, token_id=made.token.id, at=NOW)
    assert tokens.authenticate(made.secret, at=NOW) is None
