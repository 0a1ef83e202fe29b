"""Which products can be handed over, and why others cannot."""

import pytest

from changehands.core.transfers import NotMovable, blockers
from changehands.kernel.errors import Conflict
from changehands.models import BLOCKING, Fact, Product
from tests.core.transfers.verbs import direct
from tests.faults.checksum import refused
from tests.world import World, make_organization, make_product, offer, take


def codes(world: World, *products: Product, together: bool = True) -> list[str]:
    keys = [product.id for product in products]
    return [b.code for b in blockers(keys, source=world.ours.id, together=together)]


def test_most_kinds_can_be_handed_over(world: World) -> None:
    """R10: transferable by default."""
    several = (world.domain, world.hosting, world.mailbox, world.drive, world.suite, world.cloud)
    assert codes(world, *several) == []


def test_a_personal_suite_cannot(world: World) -> None:
    """R11: refused at start; test_receive has the reception."""
    assert codes(world, world.personal) == ["kind-forbidden"]
    with refused(NotMovable, "products-blocked"):
        offer(world.olga, world.ours, world.domain, world.personal)


def test_a_personal_suite_cannot_be_handed_to_an_organization_of_ones_own(world: World) -> None:
    """R11."""
    transfer = offer(world.olga, world.ours, world.domain)
    Product.objects.filter(id=world.domain.id).update(kind="my-ksuite")
    with refused(NotMovable, "products-blocked"):
        direct(world, transfer, world.olga)


def test_a_kind_with_a_procedure_of_its_own_cannot(world: World) -> None:
    """R21."""
    assert codes(world, world.jelastic) == ["own-procedure"]
    with refused(NotMovable, "products-blocked"):
        offer(world.olga, world.ours, world.jelastic)


def test_an_unknown_kind_cannot(world: World) -> None:
    odd = make_product(world.ours, "time-machine", "Odd")
    assert codes(world, odd) == ["kind-unknown"]


@pytest.mark.parametrize("fact", BLOCKING)
def test_a_product_in_this_state_cannot(world: World, fact: Fact) -> None:
    """R22: what blocks."""
    held = make_product(world.ours, "vps", "Held", facts=[fact.value])
    assert codes(world, held) == [f"is-{fact.value}"]
    with refused(NotMovable, "products-blocked"):
        offer(world.olga, world.ours, held)


@pytest.mark.parametrize("fact", sorted(set(Fact) - set(BLOCKING)))
def test_a_product_in_this_state_can(world: World, fact: Fact) -> None:
    """R22: what warns."""
    product = make_product(world.ours, "vps", "Server", facts=[fact.value])
    assert codes(world, product) == []
    offer(world.olga, world.ours, product)


def test_a_part_cannot_go_alone(world: World) -> None:
    """R20."""
    assert codes(world, world.database) == ["part"]
    with refused(NotMovable, "products-blocked"):
        offer(world.olga, world.ours, world.database)


def test_a_part_can_be_named_along_with_its_whole(world: World) -> None:
    """R20: which changes nothing, for it goes anyway."""
    assert codes(world, world.database, world.cloud) == []
    assert codes(world, world.database, world.cloud, together=False) == ["part"]
    assert offer(world.olga, world.ours, world.database, world.cloud).item_count == 2


def test_a_blocked_part_blocks_its_whole(world: World) -> None:
    Product.objects.filter(id=world.database.id).update(facts=["busy"])
    (found,) = blockers([world.cloud.id], source=world.ours.id)
    assert (found.root, found.product, found.code) == (
        world.cloud.id,
        world.database.id,
        "is-busy",
    )
    assert found.message == "An operation is in progress: wait until it ends."


def test_what_waits_in_a_transfer_cannot_be_offered_again(world: World) -> None:
    """R20: unless it is asked for that very transfer."""
    transfer = offer(world.olga, world.ours, world.cloud)
    assert codes(world, world.cloud) == ["offered", "offered"]
    assert not blockers([world.cloud.id], source=world.ours.id, transfer=transfer.id)


def test_what_another_holds_cannot(world: World) -> None:
    """R12."""
    assert codes(world, make_product(world.theirs, "vps", "Foreign")) == ["not-held"]


def test_an_organization_has_one_ksuite(world: World) -> None:
    make_product(world.labs, "ksuite", "Another")
    assert codes(world, world.suite) == []
    (found,) = blockers([world.suite.id], source=world.ours.id, destination=world.labs.id)
    assert found.code == "destination-has-one"
    transfer = offer(world.olga, world.ours, world.suite)
    with refused(Conflict, "products-blocked"):
        direct(world, transfer, world.olga)


def test_two_ksuites_do_not_go_together(world: World) -> None:
    second = make_product(world.ours, "ksuite", "Second")
    assert codes(world, world.suite, second) == ["two-of-one", "two-of-one"]
    assert codes(world, world.suite, second, together=False) == []


def test_a_product_waiting_with_its_part_goes_whole(world: World) -> None:
    """R19, R20: parts of parts too."""
    deep = make_product(world.ours, "kdrive", "Inner", part_of=world.suite)
    deeper = make_product(world.ours, "vps", "Innermost", part_of=deep)
    side = make_organization("Side", owner=world.rui)
    take(world.rui, offer(world.olga, world.ours, world.suite), side)
    held = Product.objects.filter(holder=side)
    assert set(held) == {world.suite, deep, deeper}
