"""Receiving."""

from changehands.models import Right
from tests.world import World, offer, take


def test_a_receiver_takes_over_and_the_old_people_lose_access(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain, world.hosting)
    take(world.rui, transfer, world.theirs)
    people = set(
        Right.objects.filter(product=world.hosting).values_list("user__name", flat=True)
    )
    assert people == {"Rui", "Rita"}
