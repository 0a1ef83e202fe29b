"""A process that dies in the middle of a reception leaves nothing half done (R19)."""

import json
import os
import subprocess
import sys
from typing import Any

from django.db import connection

from changehands.core.transfers import queries
from changehands.core.verification import verify
from changehands.models import Product, Transfer
from tests.faults.checksum import checksum
from tests.faults.dying import DEATH
from tests.world import NOW, World, offer, take

# the five statements of the move, and what comes after it
PLACES: list[int | str] = [1, 2, 3, 4, 5, "before the end", "before the commit"]


def dying_receptions(transfer: Transfer, world: World, *places: int | str) -> list[int]:
    """How each reception ended that should die at its place."""
    order: dict[str, Any] = {
        "transfer": str(transfer.id),
        "actor": str(world.rui.id),
        "destination": str(world.theirs.id),
        "digest": queries.consequences(transfer, at=NOW).offer_digest,
        "places": places,
    }
    database = connection.settings_dict["NAME"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.dying", str(database), json.dumps(order)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "changehands.conf.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ends: list[int] = json.loads(done.stdout.splitlines()[-1])
    return ends


def test_a_reception_that_dies_leaves_nothing_half_done(committed_world: World) -> None:
    world = committed_world
    transfer = offer(world.olga, world.ours, world.drive, world.hosting, world.cloud)
    before = checksum()
    assert dying_receptions(transfer, world, *PLACES) == [DEATH] * len(PLACES)
    assert checksum() == before
    assert verify() == []
    take(world.rui, transfer, world.theirs)
    assert Product.objects.filter(holder=world.theirs).count() == 4


def test_a_reception_that_dies_after_the_commit_is_whole(committed_world: World) -> None:
    world = committed_world
    transfer = offer(world.olga, world.ours, world.drive, world.hosting, world.cloud)
    assert dying_receptions(transfer, world, "after the commit") == [DEATH]
    transfer.refresh_from_db()
    assert transfer.state == "completed"
    assert Product.objects.filter(holder=world.theirs).count() == 4
    assert verify() == []


def test_a_reception_that_is_not_killed_is_done(committed_world: World) -> None:
    """The murderer's own proof: without a place to die at, it receives."""
    world = committed_world
    transfer = offer(world.olga, world.ours, world.drive)
    assert dying_receptions(transfer, world, "nowhere") == [0]
    transfer.refresh_from_db()
    assert transfer.state == "completed"
