"""Operators create and change things in batches."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changehands.core import platform
from changehands.core.inventory import Count
from changehands.kernel.errors import Denied
from changehands.models import Event, Grant, Invoice, Membership, Organization, Product, User
from tests.core.platform.batches import FIRM, OPEN, SHOP, bring_in, firm, operator, refused
from tests.world import NOW, World, offer


def test_an_operator_brings_in_people_organizations_and_products(world: World) -> None:
    firm(world, price=1500, expires_on="2027-05-31")
    shop = Product.objects.get(external_id="shop")
    assert (shop.holder.name, shop.price, str(shop.expires_on)) == ("Firm", 1500, "2027-05-31")
    owner = Membership.objects.get(organization=shop.holder)
    assert (owner.user.email, owner.role) == ("ann@people.example", "owner")


def test_an_operator_brings_in_all_that_belongs_to_products(world: World) -> None:
    firm(world)
    bring_in(world, "person", {"id": "bob", "email": "bob@people.example"})
    bring_in(world, "membership", {"organization": "firm", "person": "bob", "role": "member"})
    bring_in(world, "team", {"id": "web", "organization": "firm", "name": "Web"})
    bring_in(world, "team_member", {"team": "web", "person": "bob"})
    bring_in(world, "product", {**SHOP, "id": "host", "kind": "web-hosting", "name": "Host"})
    bring_in(world, "serving", {"product": "shop", "serves": "host"})
    bring_in(world, "grant", {"product": "host", "team": "web", "role": "technician"})
    bill = {"id": "b1", "organization": "firm", "number": "1", "amount": 1, "product": "shop"}
    bring_in(world, "invoice", {**bill, "issued_on": "2026-01-01"})
    host = Product.objects.get(external_id="host")
    assert host.served_by.get().external_id == "shop"
    assert Grant.objects.get(product=host).team is not None
    assert Invoice.objects.get(external_id="b1").state == "open"


def test_only_an_operator_of_this_moment_may(world: World) -> None:
    former = operator(world)
    User.objects.filter(id=former.id).update(is_operator=False)
    for actor in (world.olga, former):
        with pytest.raises(Denied) as caught:
            platform.bring_in(actor=actor, noun="person", rows=[OPEN], at=NOW)
        assert caught.value.code == "not-an-operator"


def test_the_same_batch_again_changes_nothing_and_tells_nothing(world: World) -> None:
    firm(world, price=1500, facts=["trial"])
    told = Event.objects.count()
    same = Count(new=0, changed=0, unchanged=1)
    assert bring_in(world, "person", OPEN) == same
    assert bring_in(world, "organization", FIRM) == same
    assert bring_in(world, "product", {**SHOP, "price": 1500, "facts": ["trial"]}) == same
    assert Event.objects.count() == told


def test_what_a_row_leaves_out_stays_as_it_is(world: World) -> None:
    firm(world)
    blog = {"id": "blog", "kind": "wordpress", "name": "Blog", "holder": "firm"}
    bring_in(world, "product", {**SHOP, "id": "host", "kind": "web-hosting", "name": "Host"})
    bring_in(world, "product", {**blog, "part_of": "host", "price": 7, "facts": ["locked"]})
    counted = bring_in(world, "product", {**blog, "name": "Journal"})
    found = Product.objects.select_related("part_of").get(external_id="blog")
    assert counted == Count(new=0, changed=1, unchanged=0)
    assert (found.name, found.price, found.facts) == ("Journal", 7, ["locked"])
    assert found.part_of is not None and found.part_of.external_id == "host"


def test_what_a_row_says_is_empty_becomes_empty(world: World) -> None:
    firm(world, expires_on="2027-05-31", facts=["trial"])
    bring_in(world, "product", {**SHOP, "expires_on": None, "facts": []})
    shop = Product.objects.get(external_id="shop")
    assert (shop.expires_on, shop.facts) == (None, [])


def test_a_thing_made_in_the_manager_is_named_by_its_own_id(world: World) -> None:
    row = {"id": world.database.public_id, "kind": "database-service", "name": "Renamed"}
    counted = bring_in(world, "product", {**row, "holder": world.ours.public_id})
    world.database.refresh_from_db()
    assert (counted.changed, world.database.name) == (1, "Renamed")
    assert (world.database.price, world.database.part_of_id) == (1200, world.cloud.id)


def test_the_organizations_concerned_are_told_by_whom(world: World) -> None:
    firm(world)
    event = Event.objects.filter(organization__name="Firm").latest("id")
    assert (event.verb, event.actor, event.data) == (
        "inventory.imported",
        world.nora,
        {"product": 1},
    )


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("person", {**OPEN, "email": "nobody"}, "rows/1/email", "person-email-refused"),
    ("person", {"id": "x"}, "rows/1/email", "person-email-refused"),
    ("person", {**OPEN, "age": 7}, "rows/1/age", "person-row-refused"),
    ("person", {**OPEN, "active": "yes"}, "rows/1/active", "person-active-refused"),
    ("person", {**OPEN, "type": "product"}, "rows/1/type", "person-type-refused"),
    ("person", {**OPEN, "name": "\ud800"}, "rows/1", "person-row-refused"),
    ("organization", {"id": "o", "name": "O"}, "rows/1/id", "organization-id-refused"),
    ("organization", {**FIRM, "owner": "x"}, "rows/1/owner", "organization-owner-refused"),
    ("organization", {**FIRM, "owner": 7}, "rows/1/owner", "organization-owner-refused"),
    ("product", {**SHOP, "kind": "shop"}, "rows/1/kind", "product-kind-refused"),
    ("product", {**SHOP, "holder": "x"}, "rows/1/holder", "product-holder-refused"),
    ("product", {**SHOP, "held_since": "2030-01-01"}, "rows/1/held_since",
     "product-held-since-refused"),
    ("grant", {"product": "x", "role": "r"}, "rows/1/person", "grant-person-refused"),
]  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    "person": {"id": "good", "email": "good@people.example"},
    "organization": {"id": "good", "name": "Good", "owner": "ann"},
    "product": {**SHOP, "id": "good"},
    "grant": {"product": "shop", "person": "ann", "role": "technician"},
}


@pytest.mark.parametrize(("noun", "row", "place", "code"), WRONG, ids=lambda one: str(one)[:40])
def test_one_wrong_row_and_nothing_is_changed(
    world: World, noun: str, row: dict[str, Any], place: str, code: str
) -> None:
    firm(world)
    told = Event.objects.count()
    assert (place, code) in refused(world, noun, GOOD[noun], row)
    assert Event.objects.count() == told
    assert not User.objects.filter(external_id="good").exists()
    assert not Organization.objects.filter(external_id="good").exists()
    assert not Product.objects.filter(external_id="good").exists()


def test_a_product_is_moved_by_transfers_alone(world: World) -> None:
    firm(world)
    bring_in(world, "organization", {"id": "other", "name": "Other", "owner": "ann"})
    assert refused(world, "product", {**SHOP, "holder": "other"}) == [
        ("rows/0/holder", "product-holder-refused")
    ]


def test_a_changed_product_goes_on_waiting_in_its_transfer(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    row = {"id": world.domain.public_id, "kind": "domain", "name": "new.example"}
    bring_in(world, "product", {**row, "holder": world.ours.public_id})
    transfer.refresh_from_db()
    assert transfer.is_waiting


def products(size: int) -> list[dict[str, Any]]:
    return [{**SHOP, "id": f"p{number}", "name": f"P{number}"} for number in range(size)]


def test_a_thousand_rows_take_the_statements_of_one(world: World) -> None:
    firm(world)
    counts = []
    for size in (1, 1000):
        with CaptureQueriesContext(connection) as seen:
            bring_in(world, "product", *products(size))
        counts.append([query["sql"] for query in seen.captured_queries])
    few, many = ([sql for sql in one if not sql.startswith("ANALYZE")] for one in counts)
    assert len(few) == len(many)
