"""The three journeys of a transfer by program, and what each side learns on the way."""

from typing import Any

import pytest

from changehands.kernel import links
from changehands.models import Acceptance, Mailing, Transfer
from changehands.policy import conditions
from tests.api.calling import Api, api_of
from tests.world import World


def preview(api: Api, world: World, *products: Any, **more: Any) -> Any:
    body = {"product_ids": [product.public_id for product in products], **more}
    return api.post(f"/organizations/{world.ours.public_id}/transfer-previews", body).json()


def start(api: Api, world: World, *products: Any, **more: Any) -> Any:
    """Start, having read the consequences."""
    there = {"destination_id": more["destination_id"]} if "destination_id" in more else {}
    body = {
        "product_ids": [product.public_id for product in products],
        "digest": preview(api, world, *products, **there)["digest"],
        "conditions": conditions.CURRENT,
        **more,
    }
    return api.post(f"/organizations/{world.ours.public_id}/transfers", body)


def receive(api: Api, world: World, link: str) -> Any:
    offer = api.post("/links/inspections", {"link": link}).json()
    body = {
        "link": link,
        "destination_id": world.theirs.public_id,
        "conditions": conditions.CURRENT,
        "digest": offer["preview"]["digest"],
    }
    return api.post(f"/transfers/{offer['transfer_id']}/reception", body)


def test_by_the_link_products_go_from_ours_to_theirs(world: World, olga: Api, rui: Api) -> None:
    started = start(olga, world, world.drive, world.hosting)
    assert started.status_code == 201
    received = receive(rui, world, started.json()["link"])
    assert (received.status_code, received.json()["state"]) == (201, "completed")
    for product in (world.drive, world.hosting):
        product.refresh_from_db()
        assert product.holder == world.theirs
    assert Acceptance.objects.count() == 2


def test_by_mail_the_link_goes_to_an_address_which_alone_may_receive(
    world: World, olga: Api, rui: Api
) -> None:
    started = start(olga, world, world.hosting, email="RUI@people.example", bound=True)
    assert started.json()["bound_email"] == "rui@people.example"
    assert Mailing.objects.get().address == "rui@people.example"
    stranger = receive(api_of(world.eve, world.elsewhere), world, started.json()["link"])
    assert stranger.status_code in {403, 404}
    assert receive(rui, world, started.json()["link"]).json()["state"] == "completed"


def test_directly_products_go_to_an_own_organization_at_once(world: World, olga: Api) -> None:
    started = start(olga, world, world.hosting, destination_id=world.labs.public_id)
    assert started.status_code == 201
    assert (started.json()["state"], started.json()["link"]) == ("completed", None)
    world.hosting.refresh_from_db()
    assert world.hosting.holder == world.labs


def test_a_waiting_transfer_can_still_be_handed_over_directly(world: World, olga: Api) -> None:
    started = start(olga, world, world.hosting).json()
    there = {"destination_id": world.labs.public_id}
    shown = preview(olga, world, world.hosting, **there)
    path = f"/transfers/{started['id']}/reception"
    unread = olga.post(path, {**there, "conditions": conditions.CURRENT})
    assert (unread.status_code, unread.json()["code"]) == (409, "warnings-unread")
    assert unread.json()["preview"]["digest"] == shown["digest"]
    body = {**there, "conditions": conditions.CURRENT, "digest": shown["digest"]}
    assert olga.post(path, body).json()["destination"]["name"] == "Labs"


@pytest.mark.parametrize("way", ["theirs", "ours"])
def test_nothing_is_started_where_it_cannot_be_handed_over_at_once(
    world: World, olga: Api, way: str
) -> None:
    there = getattr(world, way)
    body = {
        "product_ids": [world.hosting.public_id],
        "conditions": conditions.CURRENT,
        "destination_id": there.public_id,
    }
    answer = olga.post(f"/organizations/{world.ours.public_id}/transfers", body)
    assert answer.status_code == {"theirs": 404, "ours": 422}[way]
    assert not Transfer.objects.exists()


def test_nothing_is_started_where_the_mail_is_refused(world: World, olga: Api) -> None:
    refused = start(olga, world, world.hosting, email="no address")
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/email")
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"email": "a@b.example", "destination_id": "labs"}, "/destination_id"),
        ({"bound": True}, "/email"),
    ],
)
def test_ways_that_exclude_each_other_are_refused(
    world: World, olga: Api, more: dict[str, Any], pointer: str
) -> None:
    if "destination_id" in more:
        more = {**more, "destination_id": world.labs.public_id}
    refused = start(olga, world, world.hosting, **more)
    assert (refused.status_code, refused.json()["pointer"]) == (422, pointer)


def test_unread_warnings_come_with_what_will_happen(world: World, olga: Api) -> None:
    shown = preview(olga, world, world.hosting)
    body = {"product_ids": [world.hosting.public_id], "conditions": conditions.CURRENT}
    refused = olga.post(f"/organizations/{world.ours.public_id}/transfers", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "warnings-unread")
    assert refused.json()["preview"] == shown


def test_what_cannot_move_is_named_with_its_reason(world: World, olga: Api) -> None:
    refused = start(olga, world, world.hosting, world.locked, world.personal)
    assert (refused.status_code, refused.json()["code"]) == (409, "products-blocked")
    reasons = {one["name"]: one["reason"]["code"] for one in refused.json()["blockers"]}
    assert reasons == {"Locked": "is-locked", "Personal": "kind-forbidden"}


def test_changed_facts_of_an_offer_tell_a_receiver_nothing_of_the_source(
    world: World, olga: Api, rui: Api
) -> None:
    started = start(olga, world, world.drive).json()
    body = {
        "link": started["link"],
        "destination_id": world.theirs.public_id,
        "conditions": conditions.CURRENT,
        "digest": "0" * 64,
    }
    refused = rui.post(f"/transfers/{started['id']}/reception", body).json()
    assert refused["code"] == "facts-changed"
    assert "people" not in refused["preview"] and "teams" not in refused["preview"]
    assert {one["name"] for one in refused["preview"]["companions"]} == {"Mia", "Kim", "Xen"}


def test_the_link_is_for_administrators_of_the_source_and_for_writing(
    world: World, olga: Api
) -> None:
    started = start(olga, world, world.hosting).json()
    path = f"/transfers/{started['id']}"
    assert olga.get(path).json()["link"] == started["link"]
    assert api_of(world.adam, world.ours).get(path).json()["link"] == started["link"]
    reader = api_of(world.olga, world.ours, "transfers:read")
    assert reader.get(path).json()["link"] is None


def test_the_link_stands_in_two_answers_only(world: World, olga: Api, rui: Api) -> None:
    started = start(olga, world, world.hosting)
    path = f"/transfers/{started.json()['id']}"
    home = f"/organizations/{world.ours.public_id}"
    others = [
        olga.get(f"{home}/transfers"),
        olga.get(f"{home}/events"),
        olga.get(f"{path}/items"),
        olga.post(f"{path}/extension", {"expires_in": 2}),
        olga.post(f"{path}/mailings", {"email": "a@b.example"}),
        rui.post("/links/inspections", {"link": started.json()["link"]}),
        olga.post(f"{path}/links"),
        olga.post(f"{path}/cancellation"),
    ]
    assert all(answer.status_code < 300 for answer in others)
    assert not any(links.PATTERN.search(answer.content.decode()) for answer in others)
    assert links.PATTERN.search(started.content.decode())


def test_a_new_link_kills_the_old_one(world: World, olga: Api, rui: Api) -> None:
    started = start(olga, world, world.hosting).json()
    olga.post(f"/transfers/{started['id']}/links")
    dead = rui.post("/links/inspections", {"link": started["link"]}).json()
    assert (dead["state"], dead["is_open"], dead["preview"]) == ("replaced", False, None)
    fresh = olga.get(f"/transfers/{started['id']}").json()["link"]
    assert receive(rui, world, fresh).status_code == 201


def test_a_receiver_declines(world: World, olga: Api, rui: Api) -> None:
    started = start(olga, world, world.hosting).json()
    declined = rui.post(f"/transfers/{started['id']}/refusal", {"link": started["link"]})
    assert (declined.status_code, declined.json()["state"]) == (201, "declined")
    assert olga.get(f"/transfers/{started['id']}").json()["state"] == "declined"


def test_each_side_sees_its_own_view(world: World, olga: Api, rui: Api) -> None:
    started = start(olga, world, world.hosting).json()
    receive(rui, world, started["link"])
    ours = olga.get(f"/transfers/{started['id']}").json()
    theirs = rui.get(f"/transfers/{started['id']}").json()
    assert (ours["side"], ours["received_by"]) == ("source", None)
    assert (theirs["side"], theirs["received_by"]) == ("destination", "Rui")
    assert rui.get(f"/products/{world.hosting.public_id}").status_code == 200
    assert olga.get(f"/products/{world.hosting.public_id}").status_code == 404


@pytest.mark.parametrize("link", ["", "x", "trf_", "cht_x", "https://elsewhere.example/t/x#y"])
def test_a_wrong_link_is_refused_always_the_same_way(world: World, rui: Api, link: str) -> None:
    refused = rui.post("/links/inspections", {"link": link or " "})
    assert (refused.status_code, refused.json()["code"]) == (422, "link-wrong")
    assert refused.json()["pointer"] == "/link"


def test_too_many_wrong_codes_are_too_many(world: World, rui: Api, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"wrong_code": "3/m/ip"}
    answers = [rui.post("/links/inspections", {"link": "wrong"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert answers[-1]["Retry-After"] == "60"
