"""Lists come in pages, each thing once, whatever the size; filters narrow them."""

from typing import Any

import pytest

from tests.api.calling import Api, api_of
from tests.world import World, make_product, offer


def everything(api: Api, path: str, limit: int) -> list[Any]:
    """All pages, one after the other."""
    found, cursor, sign = [], "", "&" if "?" in path else "?"
    while cursor is not None:
        page = api.get(f"{path}{sign}limit={limit}&cursor={cursor}").json()
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next"]
    return found


@pytest.mark.parametrize("name", ["products", "members", "teams", "events", "transfers", "tokens"])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_every_thing_is_on_one_page(world: World, olga: Api, name: str, limit: int) -> None:
    offer(world.olga, world.ours, world.hosting)
    offer(world.olga, world.ours, world.drive)
    path = f"/organizations/{world.ours.public_id}/{name}"
    whole = olga.get(f"{path}?limit=100").json()["items"]
    assert everything(olga, path, limit) == whole
    assert len({one["id"] for one in whole}) == len(whole) > 0


def test_products_are_narrowed(world: World, olga: Api) -> None:
    path = f"/organizations/{world.ours.public_id}/products"
    for query, names in {
        "kind=domain": {"ours.example"},
        "search=host": {"Hosting"},
        "state=locked": {"Locked"},
        "transferable=false": {"Database", "Jelastic", "Locked", "Personal"},
        "transferable=true&kind=kdrive": {"Drive"},
        "kind=nothing": set(),
    }.items():
        items = everything(olga, f"{path}?{query}", 2)
        assert {one["name"] for one in items} == names, query


@pytest.mark.parametrize(
    ("name", "sort", "member"),
    [
        ("products", "name", "name"),
        ("products", "kind", "kind"),
        ("transfers", "started_at", "id"),
        ("events", "at", "id"),
    ],
)
def test_a_minus_turns_the_order_around(
    world: World, olga: Api, name: str, sort: str, member: str
) -> None:
    offer(world.olga, world.ours, world.hosting)
    offer(world.olga, world.ours, world.drive)
    path = f"/organizations/{world.ours.public_id}/{name}"
    there = [one[member] for one in everything(olga, f"{path}?sort={sort}", 2)]
    back = [one[member] for one in everything(olga, f"{path}?sort=-{sort}", 2)]
    assert there == sorted(there) == back[::-1]
    assert len(there) > 1


def test_an_unknown_order_is_refused(world: World, olga: Api) -> None:
    answer = olga.get(f"/organizations/{world.ours.public_id}/products?sort=price")
    assert (answer.status_code, answer.json()["parameter"]) == (422, "sort")


def test_a_thousand_products_have_a_fixed_number_of_statements(
    world: World, olga: Api, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make_product(world.ours, "domain", f"d{number}.example")
    with django_assert_max_num_queries(14):
        page = olga.get(f"/organizations/{world.ours.public_id}/products?limit=60").json()
    assert len(page["items"]) == 60


def test_a_collaborator_lists_their_own_products(world: World) -> None:
    items = everything(
        api_of(world.mia, world.ours), f"/organizations/{world.ours.public_id}/products", 1
    )
    assert {one["name"] for one in items} == {"Hosting", "Drive"}


def test_a_bound_token_lists_one_organization_and_an_operators_all(world: World) -> None:
    def names(api: Api) -> set[str]:
        return {one["name"] for one in api.get("/organizations").json()["items"]}

    world.olga.is_operator = True
    world.olga.save()
    assert names(api_of(world.olga, world.ours)) == {"Ours"}
    assert names(api_of(world.olga, None)) == {"Ours", "Labs"}


def test_transfers_are_narrowed_by_state_and_direction(world: World, olga: Api) -> None:
    offer(world.olga, world.ours, world.hosting)
    path = f"/organizations/{world.ours.public_id}/transfers"
    for query, number in {"state=waiting": 1, "state=completed": 0, "direction=in": 0}.items():
        assert len(everything(olga, f"{path}?{query}", 5)) == number


def test_events_name_their_subject_by_its_identifier(world: World, olga: Api) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    (event,) = olga.get(f"/organizations/{world.ours.public_id}/events?verb=transfer").json()[
        "items"
    ]
    assert (event["verb"], event["subject_id"]) == ("transfer.started", transfer.public_id)
    assert event["actor"]["name"] == "Olga"
