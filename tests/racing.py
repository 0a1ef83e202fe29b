"""Doing several things at once, in real threads on real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from changehands.kernel.errors import ChangehandsError


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Make all calls at one instant; answers with "done" or the code of the error, sorted."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            call()
        except ChangehandsError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as threads:
        return sorted(threads.map(run, calls))
