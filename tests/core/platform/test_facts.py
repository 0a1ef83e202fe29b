"""State facts: set and unset by the operator, in batches."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changehands.core import platform, transfers
from changehands.core.platform import FactChange, RowsRefused
from changehands.core.transfers import NotMovable
from changehands.kernel.errors import Denied
from changehands.models import Event, Product, User
from tests.core.platform.batches import operator
from tests.core.transfers.test_statements import many
from tests.world import NOW, World, offer, take


def change(world: World, *changes: FactChange) -> int:
    return platform.change_facts(actor=operator(world), changes=changes, at=NOW)


def refused(world: World, *changes: FactChange) -> list[tuple[str, str]]:
    with pytest.raises(RowsRefused) as caught:
        change(world, *changes)
    return [("/".join(map(str, one.place)), one.code) for one in caught.value.problems]


def facts(product: Product) -> list[str]:
    return Product.objects.get(id=product.id).facts


def test_facts_are_set_and_unset(world: World) -> None:
    Product.objects.filter(id=world.domain.id).update(external_id="dom")
    lock = FactChange("dom", set=["unpaid", "busy"])
    assert change(world, lock, FactChange(world.locked.public_id, unset=["locked"])) == 2
    assert (facts(world.domain), facts(world.locked)) == (["busy", "unpaid"], [])


def test_the_same_again_changes_nothing_and_tells_nothing(world: World) -> None:
    lock = FactChange(world.domain.public_id, set=["locked"])
    assert change(world, lock) == 1
    told = Event.objects.count()
    assert change(world, lock) == 0
    assert Event.objects.count() == told


def test_each_holder_is_told_of_its_own(world: World) -> None:
    offered = offer(world.olga, world.ours, world.drive)
    take(world.rui, offered, world.theirs)
    both = [FactChange(p.public_id, set=["busy"]) for p in (world.drive, world.domain)]
    change(world, *both)
    told = {e.organization: e.data for e in Event.objects.filter(verb="product.facts-changed")}
    assert told[world.theirs]["facts"] == {world.drive.public_id: "busy"}
    assert told[world.ours]["facts"] == {world.domain.public_id: "busy"}


def test_a_blocked_product_goes_on_waiting_and_is_received_once_it_is_free(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.mailbox, world.domain)
    change(world, FactChange(world.domain.public_id, set=["locked"]))
    with pytest.raises(NotMovable):
        take(world.rui, transfer, world.theirs)
    transfer.refresh_from_db()
    assert transfer.is_waiting
    change(world, FactChange(world.domain.public_id, unset=["locked"]))
    assert take(world.rui, transfer, world.theirs).state == "completed"


def test_what_is_wrong_is_named_and_nothing_is_changed(world: World) -> None:
    good = FactChange(world.domain.public_id, set=["busy"])
    assert refused(world, good, FactChange("nothing", set=["busy"])) == [
        ("rows/1/product", "product-not-found")
    ]
    assert refused(world, good, good)[1] == ("rows/1/product", "product-repeated")
    assert refused(world, good, FactChange(world.drive.public_id, ["odd"], ["busy"])) == [
        ("rows/1/set", "fact-unknown")
    ]
    assert refused(world, good, FactChange(world.drive.public_id, ["busy"], ["busy"])) == [
        ("rows/1/unset", "fact-contradictory")
    ]
    assert refused(world, good, FactChange(world.drive.public_id, ["deleting"])) == [
        ("rows/1/set", "fact-by-retiring")
    ]
    assert facts(world.domain) == []


def test_only_an_operator_may(world: World) -> None:
    with pytest.raises(Denied):
        platform.change_facts(
            actor=world.olga, changes=[FactChange(world.domain.public_id, ["busy"])], at=NOW
        )
    assert facts(world.domain) == []


def test_a_thousand_products_take_the_statements_of_one(world: World) -> None:
    keys = many(world, world.ours, 1000)
    public = [product.public_id for product in Product.objects.filter(id__in=keys)]
    counts = []
    for names in (public[:1], public):
        with CaptureQueriesContext(connection) as seen:
            change(world, *(FactChange(name, set=["busy"]) for name in names))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert transfers.blockers(keys[:1], source=world.ours.id)
    assert User.objects.filter(is_operator=True).count() == 1
