"""Who held a product, and who may know it."""

from datetime import timedelta

from tests.world import NOW, World, offer, take

from changehands.core.products.holders import holders_chain
from changehands.models import Organization, Transfer


def hand_on(world: World) -> tuple[Transfer, Transfer]:
    """The domain goes from Ours to Theirs, and on to Elsewhere."""
    first = offer(world.olga, world.ours, world.domain, at=NOW + timedelta(hours=1))
    take(world.rui, first, world.theirs, at=NOW + timedelta(hours=2))
    second = offer(world.rui, world.theirs, world.domain, at=NOW + timedelta(hours=3))
    take(world.eve, second, world.elsewhere, at=NOW + timedelta(hours=4))
    return first, second


def names(world: World, viewer: Organization) -> list[str | None]:
    return [held.name for held in holders_chain(world.domain, viewer.id)]


def test_each_holder_knows_its_neighbours_and_nobody_beyond(world: World) -> None:
    hand_on(world)
    assert names(world, world.elsewhere) == [None, "Theirs", "Elsewhere"]
    assert names(world, world.theirs) == ["Ours", "Theirs", "Elsewhere"]
    assert names(world, world.ours) == ["Ours", "Theirs", None]
    assert names(world, world.labs) == [None, None, None]


def test_only_the_sides_of_a_transfer_are_led_to_it(world: World) -> None:
    first, second = hand_on(world)
    seen = [held.transfer for held in holders_chain(world.domain, world.elsewhere.id)]
    assert seen == [None, None, second]
    seen = [held.transfer for held in holders_chain(world.domain, world.ours.id)]
    assert seen == [None, first, None]


def test_the_times_touch_and_the_last_is_open(world: World) -> None:
    hand_on(world)
    chain = holders_chain(world.domain, world.theirs.id)
    assert [held.is_own for held in chain] == [False, True, False]
    assert [held.epoch for held in chain] == [1, 2, 3]
    ends = [held.ended_at for held in chain]
    assert ends == [chain[1].began_at, chain[2].began_at, None]
