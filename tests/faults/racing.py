"""Doing several things at the very same time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from changehands.kernel.errors import ChangehandsError

Result = TypeVar("Result")


def race(*calls: Callable[[], Result]) -> list[Result | ChangehandsError]:
    """Run the calls at once, each in a thread with a connection of its own.

    Answers in the order of the calls. A refusal is an answer; any other error is raised.
    """
    barrier = Barrier(len(calls), timeout=20)

    def run(call: Callable[[], Result]) -> Result | ChangehandsError:
        try:
            connection.ensure_connection()
            barrier.wait()
            return call()
        except ChangehandsError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(60) for future in [threads.submit(run, call) for call in calls]]


def refusals(answers: Sequence[object]) -> list[ChangehandsError]:
    """Those who came too late."""
    return [answer for answer in answers if isinstance(answer, ChangehandsError)]


def winners(answers: Sequence[Result | ChangehandsError]) -> list[Result]:
    """Those who came first."""
    return [answer for answer in answers if not isinstance(answer, ChangehandsError)]


def outcomes(answers: Sequence[object]) -> list[str]:
    """What came of each, as words, sorted: "done", or the code of the refusal."""
    return sorted(
        answer.code if isinstance(answer, ChangehandsError) else "done" for answer in answers
    )
