"""The answers follow a product at the very moment at which it changes hands."""

from threading import Event, Thread

from django.db import connection

from tests.api.access.asking import Asker, asker, question
from tests.world import World, link_of, offer, take


def both(world: World) -> dict[str, object]:
    """May Mia use the hosting, and may Rui?"""
    asked = [question(user, "product.use", world.hosting) for user in (world.mia, world.rui)]
    return {"evaluations": asked}


def test_the_answers_change_with_the_reception(operator: Asker, world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    assert operator.decisions(both(world)) == [True, False]
    take(world.rui, transfer, world.theirs)
    assert operator.decisions(both(world)) == [False, True]


def test_each_side_is_told_of_the_product_while_it_is_its_own(world: World) -> None:
    ours, theirs = asker(world.olga, world.ours), asker(world.rui, world.theirs)
    transfer = offer(world.olga, world.ours, world.hosting)
    assert ours.decisions(both(world)) == [True, False]
    assert theirs.decisions(both(world)) == [False, False]
    take(world.rui, transfer, world.theirs)
    assert ours.decisions(both(world)) == [False, False]
    assert theirs.decisions(both(world)) == [False, True]


def test_at_no_instant_both_may_or_nobody_may(committed_world: World) -> None:
    world = committed_world
    world.nora.is_operator = True
    world.nora.save()
    operator = asker(world.nora, None)
    transfer = offer(world.olga, world.ours, world.hosting)
    begun, is_over = Event(), Event()
    seen: list[tuple[bool, ...]] = []

    def keep_asking() -> None:
        while not is_over.is_set():
            seen.append(tuple(operator.decisions(both(world))))
            begun.set()
        seen.append(tuple(operator.decisions(both(world))))
        connection.close()

    threads = [Thread(target=keep_asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    take(world.rui, transfer, world.theirs, link=link_of(transfer))
    is_over.set()
    for thread in threads:
        thread.join()
    assert set(seen) == {(True, False), (False, True)}
