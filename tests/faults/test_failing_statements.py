"""Each statement of a verb fails once: nothing has changed then, and the verb can be repeated."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from procrastinate.exceptions import ConnectorException

from changehands.core import transfers
from changehands.core.transfers import queries
from changehands.core.verification import verify
from tests.core.transfers.test_statements import DIRECT, RECEIVING, STARTING
from tests.faults.checksum import checksum
from tests.world import NOW, World, agree, link_of, offer

Execute = Callable[..., Any]


class FailsAt:
    """Lets statements pass but for the n-th, which never reaches the database."""

    def __init__(self, position: int) -> None:
        self.left = position

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise OperationalError(f"no answer to {sql[:60]}")
        return execute(sql, params, many, context)


def fails_at_every_statement(verb: Callable[[], object]) -> int:
    """How many statements could fail, one after the other, before the verb went through."""
    before, position = checksum(), 0
    while True:
        failure = FailsAt(position + 1)
        try:
            with connection.execute_wrapper(failure):
                verb()
        except (OperationalError, ConnectorException):
            assert checksum() == before, f"statement {position + 1} left something"
            position += 1
        else:
            assert failure.left > 0
            return position


def begin_and_commit_do_not_count(statements: int) -> int:
    return statements - 2  # outside of a test's transaction they are no savepoints


def test_a_start_can_fail_at_every_statement(committed_world: World) -> None:
    world = committed_world
    keys = [world.hosting.id, world.drive.id, world.cloud.id]
    digest = transfers.compute(keys, source=world.ours.id, at=NOW).digest
    failed = fails_at_every_statement(
        lambda: transfers.start(
            actor=world.olga,
            source_id=world.ours.id,
            products=keys,
            consent=agree(digest),
            at=NOW,
        )
    )
    assert failed == begin_and_commit_do_not_count(STARTING)
    assert verify() == []


@pytest.fixture
def offered(committed_world: World) -> Any:
    world = committed_world
    return offer(world.olga, world.ours, world.hosting, world.drive, world.cloud)


def test_a_reception_can_fail_at_every_statement(committed_world: World, offered: Any) -> None:
    world, link = committed_world, link_of(offered)
    digest = queries.consequences(offered, at=NOW).offer_digest
    failed = fails_at_every_statement(
        lambda: transfers.receive(
            actor=world.rui,
            link=link,
            destination_id=world.theirs.id,
            consent=agree(digest),
            at=NOW,
        )
    )
    assert failed == begin_and_commit_do_not_count(RECEIVING)
    assert verify() == []


def test_a_direct_transfer_can_fail_at_every_statement(
    committed_world: World, offered: Any
) -> None:
    world = committed_world
    digest = queries.consequences(offered, destination=world.labs.id, at=NOW).digest
    failed = fails_at_every_statement(
        lambda: transfers.direct(
            actor=world.olga,
            transfer_id=offered.id,
            destination_id=world.labs.id,
            consent=agree(digest),
            at=NOW,
        )
    )
    assert failed == begin_and_commit_do_not_count(DIRECT)
    assert verify() == []
