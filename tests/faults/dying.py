"""A process of its own that dies in the middle of a reception, at each of the places named.

It forks once a place, so that nothing is cleaned up: no rollback, no closing of the connection.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django
from django.conf import settings

DEATH = 77


def main(database: str, order: str) -> None:
    """Receive as the order says, once for each place in it, and print how each of them ended."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    wanted = json.loads(order)
    ends = [_in_a_fork(wanted, place) for place in wanted["places"]]
    print(json.dumps(ends))  # noqa: T201 - the answer to the test


def _in_a_fork(order: dict[str, Any], place: int | str) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        _receive(order, place)
    finally:
        os._exit(1)


def _receive(order: dict[str, Any], place: int | str) -> None:
    from changehands.core import transfers
    from changehands.models import User
    from tests.world import NOW, agree

    actor = User.objects.get(id=UUID(order["actor"]))
    _die_at(place)
    transfers.receive(
        actor=actor,
        link=transfers.Link(UUID(order["transfer"]), 1),
        destination_id=UUID(order["destination"]),
        consent=agree(order["digest"]),
        at=NOW,
    )
    os._exit(DEATH if place == "after the commit" else 0)


def _die_at(place: int | str) -> None:
    from django.db import connection

    from changehands.core.transfers import moving, operations

    if place == "before the commit":
        connection.commit = _dies  # type: ignore[method-assign]
    elif place == "before the end":
        operations._end = _dies
    elif isinstance(place, int):
        moving._run = _dying(moving._run, place)


def _dying(run: Callable[..., int], last: int) -> Callable[..., int]:
    calls = iter(range(1, last + 1))

    def die_at_last(*args: Any) -> int:
        return _dies() if next(calls) == last else run(*args)

    return die_at_last


def _dies(*args: Any, **options: Any) -> Any:
    os._exit(DEATH)


if __name__ == "__main__":
    main(*sys.argv[1:])
