"""What makes a function a verb: one durable transaction that leaves an event."""

import pytest
from django.db import connection

from changehands.core.activity import record
from changehands.core.operation import NothingRecorded, note_recorded, operation, sweep
from changehands.models import Event, Organization
from tests.faults.checksum import checksum
from tests.world import NOW, World


def rename(world: World) -> None:
    Organization.objects.filter(id=world.ours.id).update(name="Changed")


def tell(world: World) -> None:
    record("test.done", actor=world.olga, at=NOW, sides={world.ours.id: {"a": 1}})


@operation
def telling(world: World) -> str:
    rename(world)
    tell(world)
    return "done"


@operation
def silent(world: World) -> None:
    rename(world)


@operation
def failing(world: World) -> None:
    telling.__wrapped__(world)  # type: ignore[attr-defined]
    raise LookupError


@operation
def nesting(world: World) -> None:
    telling(world)


@sweep
def sweeping(world: World) -> None:
    rename(world)


def test_a_verb_changes_and_tells(world: World) -> None:
    assert telling(world) == "done"
    world.ours.refresh_from_db()
    assert world.ours.name == "Changed"
    told = Event.objects.get(verb="test.done")
    assert (told.organization, told.actor, told.at, told.data) == (
        world.ours,
        world.olga,
        NOW,
        {"a": 1},
    )


def test_a_verb_that_tells_nothing_is_undone(world: World) -> None:
    before = checksum()
    with pytest.raises(NothingRecorded, match="silent"):
        silent(world)
    assert checksum() == before


def test_a_verb_that_fails_is_undone_and_so_is_what_it_told(world: World) -> None:
    before = checksum()
    with pytest.raises(LookupError):
        failing(world)
    assert checksum() == before


def test_verbs_do_not_nest(committed_world: World) -> None:
    before = checksum()
    with pytest.raises(RuntimeError, match="durable"):
        nesting(committed_world)
    assert checksum() == before


def test_what_one_verb_told_does_not_count_for_the_next(world: World) -> None:
    telling(world)
    with pytest.raises(NothingRecorded):
        silent(world)


def test_a_sweep_may_have_nothing_to_tell(world: World) -> None:
    sweeping(world)
    world.ours.refresh_from_db()
    assert world.ours.name == "Changed"


def test_events_are_written_inside_a_verb_only(world: World) -> None:
    point = str(connection.savepoint())
    with pytest.raises(NothingRecorded):
        tell(world)
    connection.savepoint_rollback(point)
    with pytest.raises(NothingRecorded):
        note_recorded(1)


def test_both_sides_of_an_act_have_one_number(world: World) -> None:
    sides = {world.ours.id: {"side": 1}, world.theirs.id: {"side": 2}}
    sweep(record)("test.shared", actor=None, at=NOW, sides=sides)
    told = Event.objects.filter(verb="test.shared")
    assert told.values("act").distinct().count() == 1
    assert told.get(organization=world.theirs).data == {"side": 2}
