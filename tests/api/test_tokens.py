"""Tokens act with the role of their person at the moment, and never with more."""

from datetime import timedelta
from typing import Any

import pytest

from changehands.core import organizations
from changehands.kernel.clock import now
from changehands.models import ApiToken, Membership, User
from tests.api.calling import Api, api_of, make_token
from tests.world import NOW, World


def tokens(world: World) -> str:
    return f"/organizations/{world.ours.public_id}/tokens"


def new(api: Api, world: World, **more: Any) -> Any:
    return api.post(tokens(world), {"name": "new", "scopes": ["products:read"], **more})


def test_a_new_token_works_and_is_listed_without_its_secret(world: World, olga: Api) -> None:
    made = new(olga, world).json()
    me = Api(made["secret"]).get("/me").json()
    assert (me["person"]["name"], me["organization"]["name"]) == ("Olga", "Ours")
    listed = olga.get(tokens(world)).json()["items"]
    (row,) = [one for one in listed if one["id"] == made["id"]]
    assert "secret" not in row and row["prefix"] == made["secret"][:10]


def test_a_token_makes_none_that_may_do_more(world: World) -> None:
    api = api_of(world.olga, world.ours, "tokens:write", "products:read")
    refused = new(api, world, scopes=["products:read", "transfers:write"])
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-not-grantable")
    assert new(api, world).status_code == 201


def test_a_token_makes_none_that_lasts_longer(world: World) -> None:
    end = now() + timedelta(days=1)
    api = Api(make_token(world.olga, world.ours, expires_at=end)[1])
    late = (end + timedelta(seconds=1)).isoformat()
    for more in ({}, {"expires_at": late}):
        assert new(api, world, **more).json()["pointer"] == "/expires_at"
    assert new(api, world, expires_at=end.isoformat()).status_code == 201


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["everything"]}, "/scopes/0"),
        ({"scopes": ["platform:write"]}, "/scopes/0"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "/expires_at"),
        ({"expires_at": 1893456000}, "/expires_at"),
        ({"expires_at": "tomorrow"}, "/expires_at"),
    ],
)
def test_a_wrong_wish_is_pointed_at(world: World, olga: Api, more: Any, pointer: str) -> None:
    refused = new(olga, world, **more)
    assert (refused.status_code, refused.json()["pointer"]) == (422, pointer)


def test_a_revoked_token_is_over_at_once(world: World, olga: Api) -> None:
    made = new(olga, world).json()
    assert olga.call("DELETE", f"/tokens/{made['id']}").status_code == 204
    assert Api(made["secret"]).get("/me").status_code == 401
    assert olga.call("DELETE", f"/tokens/{made['id']}").status_code == 404


def test_a_token_can_end_itself(world: World, olga: Api) -> None:
    own = olga.get("/me").json()["token"]["id"]
    assert olga.call("DELETE", f"/tokens/{own}").status_code == 204
    assert olga.get("/me").status_code == 401


def test_a_person_can_leave_by_token_which_ends_it(world: World) -> None:
    mia = api_of(world.mia, world.ours)
    place = Membership.objects.get(organization=world.ours, user=world.mia)
    assert mia.call("DELETE", f"/members/{place.public_id}").status_code == 204
    assert mia.get("/me").status_code == 401


def test_a_token_of_a_person_who_left_or_is_disabled_is_over_at_once(world: World) -> None:
    adam, mia = api_of(world.adam, world.ours), api_of(world.mia, world.ours)
    Membership.objects.filter(organization=world.ours, user=world.adam).delete()
    User.objects.filter(id=world.mia.id).update(is_active=False)
    assert [api.get("/me").status_code for api in (adam, mia)] == [401, 401]


def test_a_token_acts_with_the_role_of_the_moment(world: World) -> None:
    adam = api_of(world.adam, world.ours)
    place = Membership.objects.get(organization=world.ours, user=world.adam)
    assert new(adam, world).status_code == 201
    organizations.change_role(actor=world.olga, membership_id=place.id, role="member", at=NOW)
    assert new(adam, world).status_code == 403


def test_an_operators_token_ends_with_being_an_operator(world: World) -> None:
    User.objects.filter(id=world.olga.id).update(is_operator=True)
    api = api_of(world.olga, None)
    assert api.get("/me").json()["organization"] is None
    User.objects.filter(id=world.olga.id).update(is_operator=False)
    assert api.get("/me").status_code == 401


def test_its_use_is_noted_once_a_minute(world: World, olga: Api) -> None:
    ApiToken.objects.update(last_used_at=None)
    olga.get("/me")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    olga.get("/me")
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(seconds=61))
    olga.get("/me")
    again = ApiToken.objects.get().last_used_at
    assert again is not None and again > first
