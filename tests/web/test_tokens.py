"""Tokens in the Manager: the list, making one that is shown once, revoking."""

import re
from datetime import timedelta

import pytest

from changehands.kernel.clock import now
from changehands.models import ApiToken, Event
from changehands.policy.scopes import OF_THE_PLATFORM, Scope
from changehands.web.tokens import SENTENCES
from tests.api.calling import Api, make_token
from tests.web.browsing import Browser
from tests.world import World

WISH = {"name": "Nightly", "scopes": ["products:read", "transfers:read"], "days": "30"}


@pytest.fixture
def olga(world: World) -> Browser:
    return Browser(world.olga, world.ours)


def test_a_token_is_made_and_shown_once(world: World, olga: Browser) -> None:
    page = olga.post("tokens", status=200, **WISH)
    (secret,) = set(re.findall(r"chp_[0-9A-Za-z]{38}", page))
    assert Api(secret).get("/me").status_code == 200
    assert secret not in olga.get("tokens")
    token = ApiToken.objects.get()
    assert (token.organization, token.user, token.scopes) == (
        world.ours,
        world.olga,
        WISH["scopes"],
    )
    assert token.expires_at is not None
    assert timedelta(days=29) < token.expires_at - now() <= timedelta(days=30)


def test_the_page_with_the_secret_is_not_kept(world: World, olga: Browser) -> None:
    answer = olga.client.post("/settings/tokens/", WISH)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    secret = re.findall(r"chp_[0-9A-Za-z]{38}", answer.content.decode())[0]
    assert secret not in str(dict(olga.client.session))
    assert not Event.objects.filter(data__icontains=secret).exists()


def test_a_token_may_last_for_ever(world: World, olga: Browser) -> None:
    olga.post("tokens", status=200, **{**WISH, "days": ""})
    assert ApiToken.objects.get().expires_at is None
    assert "never" in olga.get("tokens")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Write which program will use it."),
        ({"name": "www.bait.example"}, "A name holds no web address"),
        ({"scopes": []}, "Choose at least one thing that it may do."),
        ({"scopes": ["platform:write"]}, "platform:write is not one of the available choices."),
        ({"days": "9999"}, "9999 is not one of the available choices."),
    ],
)
def test_a_wrong_wish_is_refused_at_its_field_and_what_was_typed_is_kept(
    world: World, olga: Browser, wrong: dict[str, object], says: str
) -> None:
    page = olga.post("tokens", status=422, **{**WISH, **wrong})
    assert says in page
    assert not ApiToken.objects.exists()
    ticked = re.findall(r'value="([a-z:]+)" checked', page)
    assert ticked == [one for one in SENTENCES if one in (wrong.get("scopes", WISH["scopes"]))]  # type: ignore[operator]


def test_the_list_tells_what_a_token_is(world: World, olga: Browser) -> None:
    token, _secret = make_token(world.adam, world.ours, "events:read")
    make_token(world.olga, world.labs, "invoices:read")
    ApiToken.objects.update(last_used_at=now() - timedelta(days=2))
    page = olga.get("tokens")
    for words in (token.name, f"{token.prefix}…", "for Adam", "events:read", "2 days ago"):
        assert words in page
    assert "invoices:read</td>" not in page


def test_a_token_that_is_over_says_so(world: World, olga: Browser) -> None:
    make_token(world.olga, world.ours, expires_at=now() - timedelta(days=1))
    assert "expired" in olga.get("tokens")


def test_a_token_is_revoked_after_a_confirmation(world: World, olga: Browser) -> None:
    token, secret = make_token(world.adam, world.ours)
    page = olga.get("token-revocation", token.id)
    assert "Revoke “token of Adam”?" in page
    assert Api(secret).get("/me").status_code == 200
    assert olga.post("token-revocation", token.id) == "/settings/tokens/"
    assert Api(secret).get("/me").status_code == 401
    assert "The token “token of Adam” is revoked." in olga.get("tokens")
    olga.get("token-revocation", token.id, status=404)


def test_a_token_of_another_organization_is_not_there(world: World, olga: Browser) -> None:
    token, _secret = make_token(world.olga, world.labs)
    olga.get("token-revocation", token.id, status=404)
    olga.post("token-revocation", token.id, status=404)
    token.refresh_from_db()
    assert token.revoked_at is None


def test_tokens_are_for_administrators(world: World) -> None:
    mia = Browser(world.mia, world.ours)
    token, _secret = make_token(world.mia, world.ours)
    mia.get("tokens", status=403)
    mia.post("tokens", status=403, **WISH)
    mia.post("token-revocation", token.id, status=403)
    assert "/settings/tokens/" not in mia.get("settings")
    assert "/settings/tokens/" in Browser(world.adam, world.ours).get("settings")
    assert ApiToken.objects.filter(revoked_at=None).count() == 1


def test_every_scope_that_can_be_chosen_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Scope) - OF_THE_PLATFORM


def test_a_long_list_takes_the_statements_of_a_short_one(world: World, olga: Browser) -> None:
    make_token(world.olga, world.ours)
    few = olga.statements("tokens")
    for _number in range(30):
        make_token(world.adam, world.ours)
    assert olga.statements("tokens") == few


def test_the_log_tells_of_tokens(world: World, olga: Browser) -> None:
    olga.post("tokens", status=200, **WISH)
    page = olga.get("activity")
    assert "Token made" in page and "Nightly" in page
