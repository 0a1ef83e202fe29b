"""`actions` promises what is then done, and what it leaves out is refused."""

from datetime import timedelta
from typing import Any

import pytest

from changehands.kernel.clock import now
from changehands.models import Membership, Organization, Transfer, User
from changehands.policy.roles import Role
from tests.api.calling import Api, api_of
from tests.web.test_matrix import undone
from tests.world import World, offer

REFUSED = {401, 403, 404, 409}
TRIED: dict[str, tuple[str, str, Any]] = {
    "transfers.send": ("POST", "/mailings", {"email": "a@b.example"}),
    "transfers.relink": ("POST", "/links", None),
    "transfers.extend": ("POST", "/extension", {"expires_in": 2}),
    "transfers.cancel": ("POST", "/cancellation", None),
}


def agree(api: Api, path: str, tried: dict[str, tuple[str, str, Any]]) -> None:
    """What `actions` says of the thing at this address is what happens."""
    promised = set(api.get(path).json()["actions"])
    for action, (method, suffix, body) in tried.items():
        with undone():
            status = api.call(method, path + suffix, body).status_code
        assert (status < 300) is (action in promised), (action, status, promised)
        assert status < 300 or status in REFUSED


@pytest.mark.parametrize("state", ["waiting", "expired-but-waiting", "cancelled"])
@pytest.mark.parametrize("scopes", [(), ("transfers:read",)])
def test_of_a_transfer(world: World, state: str, scopes: tuple[str, ...]) -> None:
    transfer = offer(world.olga, world.ours, world.hosting, at=now() - timedelta(days=1))
    path = f"/transfers/{transfer.public_id}"
    if state == "cancelled":
        api_of(world.olga, world.ours).post(f"{path}/cancellation")
    if state == "expired-but-waiting":
        Transfer.objects.update(expires_at=now() - timedelta(seconds=1))
    agree(api_of(world.adam, world.ours, *scopes), path, TRIED)


@pytest.mark.parametrize("name", ["olga", "adam", "mia", "kim", "xen"])
@pytest.mark.parametrize("frozen", [False, True])
def test_of_an_organization(world: World, name: str, frozen: bool) -> None:
    if frozen:
        Organization.objects.filter(id=world.ours.id).update(frozen_at=now())
    api, path = api_of(getattr(world, name), world.ours), f"/organizations/{world.ours.public_id}"
    tried = {
        "organization.edit": ("PATCH", "", {"name": "Other"}),
        "organization.view": ("GET", "", None),
        "members.view": ("GET", "/members", None),
        "members.manage": ("POST", "/invitations", {"email": "a@b.example"}),
        "owners.manage": ("POST", "/invitations", {"email": "a@b.example", "role": "owner"}),
        "teams.view": ("GET", "/teams", None),
        "teams.manage": ("POST", "/teams", {"name": "Shop"}),
        "invoices.view": ("GET", "/invoices", None),
        "activity.view": ("GET", "/events", None),
        "transfers.view": ("GET", "/transfers", None),
        "tokens.manage": ("POST", "/tokens", {"name": "t", "scopes": ["products:read"]}),
    }
    agree(api, path, tried)


@pytest.mark.parametrize("name", ["olga", "mia", "tom", "xen"])
def test_of_a_product(world: World, name: str) -> None:
    api = api_of(getattr(world, name), world.ours)
    path = f"/organizations/{world.ours.public_id}/products"
    listed = {one["id"]: one for one in api.get(path).json()["items"]}
    for key, row in listed.items():
        one = api.get(f"/products/{key}").json()
        assert one == row
        body = {"role": "viewer", "user_id": world.kim.public_id}
        with undone():
            status = api.post(f"/products/{key}/grants", body).status_code
        assert (status not in REFUSED) is ("grants.manage" in one["actions"])
        assert api.get(f"/products/{key}/people").status_code == (
            200 if "members.view" in one["actions"] else 403
        )


@pytest.mark.parametrize("name", ["olga", "adam", "mia"])
def test_of_a_member(world: World, name: str) -> None:
    viewer: User = getattr(world, name)
    api = api_of(viewer, world.ours)
    members = api.get(f"/organizations/{world.ours.public_id}/members").json()["items"]
    assert len(members) == Membership.objects.filter(organization=world.ours).count()
    for one in members:
        is_self = one["person"]["id"] == viewer.public_id
        other = Role.EXTERNAL if one["role"] != Role.EXTERNAL else Role.MEMBER
        for method, body, action in (
            ("PATCH", {"role": other.value}, "members.manage"),
            ("DELETE", None, "organization.leave" if is_self else "members.manage"),
        ):
            with undone():
                status = api.call(method, f"/members/{one['id']}", body).status_code
            assert (status < 300) is (action in one["actions"]), (one, method, status)
