"""The list of products, and who sees which."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import NOW, World, give, join, make_product, offer, take

from changehands.core.products import queries
from changehands.kernel.errors import Invalid, NotFound
from changehands.models import Membership, Organization, Product, Serving, User


def place(organization: Organization, user: User) -> Membership:
    return Membership.objects.get(organization=organization, user=user)


def names(world: World, user: User, **filters: Any) -> list[str]:
    page = queries.products_page(place(world.ours, user), at=NOW, **filters)
    assert page.total == len(page.rows)
    return [row.product.name for row in page.rows]


def test_administrators_see_all_others_only_their_own(world: World) -> None:
    assert len(names(world, world.adam)) == 10
    assert names(world, world.mia) == names(world, world.tom) == ["Drive", "Hosting"]
    assert names(world, world.xen) == ["Drive"]
    assert queries.kinds_among(place(world.ours, world.mia)) == {"kdrive": 1, "web-hosting": 1}


def test_a_line_tells_people_parts_servings_and_a_waiting_transfer(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.cloud)
    page = queries.products_page(place(world.ours, world.olga), at=NOW)
    row = {found.product.name: found for found in page.rows}
    assert (row["Drive"].people, row["Mail"].people, row["Cloud"].parts) == (6, 2, 1)
    assert row["Database"].product.part_of == world.cloud
    assert row["ours.example"].serves == ["Hosting", "Mail"]
    assert row["Mail"].served_by == ["ours.example"]
    assert row["Cloud"].transfer == row["Database"].transfer == transfer
    assert row["Mail"].transfer is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"search": " DRI "}, ["Drive"]),
        ({"search": "%"}, []),
        ({"kind": "vps"}, ["Locked"]),
        ({"kind": "no-kind"}, []),
        ({"state": "locked"}, ["Locked"]),
        ({"state": "expired"}, ["Mail"]),
        ({"state": "expiring"}, ["Drive"]),
        ({"state": "offered"}, ["Cloud", "Database"]),
        ({"state": "active", "search": "a"}, ["Jelastic", "Personal", "ours.example", "Suite"]),
    ],
)
def test_products_are_found_by_name_kind_and_state(
    world: World, filters: dict[str, str], found: list[str]
) -> None:
    Product.objects.filter(id=world.mailbox.id).update(expires_on=date(2026, 11, 21))
    Product.objects.filter(id=world.drive.id).update(expires_on=date(2026, 11, 22))
    Product.objects.filter(id=world.suite.id).update(expires_on=None, name="Suite a")
    offer(world.olga, world.ours, world.cloud)
    expected = [name.replace("Suite", "Suite a") for name in found]
    assert sorted(names(world, world.olga, **filters)) == sorted(expected)


def test_a_state_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        names(world, world.olga, state="sleeping")
    assert refusal.value.field == "state"


def test_a_product_is_shown_to_those_with_a_right_on_it_alone(world: World) -> None:
    see = partial(queries.product_of, product_id=world.drive.id)
    seen = see(world.mia)
    assert (seen.product, seen.role, seen.manages) == (world.drive, "member", True)
    assert (see(world.xen).manages, see(world.adam).manages) == (False, True)
    for stranger in (world.eve, world.nora, world.rui):
        with pytest.raises(NotFound):
            see(stranger)
    with pytest.raises(NotFound):
        queries.product_of(world.mia, world.domain.id)


def test_a_product_that_left_is_not_found_any_more(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    for former in (world.olga, world.mia, world.tom):
        with pytest.raises(NotFound):
            queries.product_of(former, world.hosting.id)
    assert queries.product_of(world.rui, world.hosting.id).product.holder == world.theirs


def test_connections_name_only_what_the_same_organization_holds(world: World) -> None:
    foreign = make_product(world.theirs, "mail-service", "Secret of theirs")
    Serving.objects.create(product=world.domain, serves=foreign)
    Serving.objects.create(product=foreign, serves=world.domain)
    found = queries.connections(world.domain)
    assert (found.serves, found.served_by) == ([world.hosting, world.mailbox], [])
    assert queries.connections(world.mailbox).served_by == [world.domain]
    page = queries.products_page(place(world.ours, world.olga), at=NOW)
    assert "Secret of theirs" not in str([(row.serves, row.served_by) for row in page.rows])


def test_parts_are_listed_by_name(world: World) -> None:
    assert queries.parts_page(world.cloud).rows == [world.database]
    assert queries.parts_page(world.database).total == 0


@pytest.mark.parametrize("name", ["olga", "mia"])
def test_pages_cost_the_same_whatever_their_size(world: World, name: str) -> None:
    viewer = place(world.ours, getattr(world, name))

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.products_page(viewer, at=NOW, state="active")
        return len(captured)

    before = count()
    for number in range(60):
        give(make_product(world.ours, "kdrive", f"Drive {number:03}"), world.mia)
    assert count() == before == 6


def test_page_by_page_every_product_is_on_one_page(world: World) -> None:
    for number in range(110):
        make_product(world.ours, "nas", f"NAS {number % 7}")
    join(world.ours, world.nora, "admin")
    after, found = None, []
    while True:
        page = queries.products_page(place(world.ours, world.nora), at=NOW, after=after)
        found += [row.product.id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert len(found) == len(set(found)) == page.total == 120
