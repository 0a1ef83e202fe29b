"""The worker process: takes jobs from the queue in the database."""

import asyncio
from typing import Any, Final

from procrastinate import App
from procrastinate.contrib.django import app

from changehands.core import health
from changehands.kernel.clock import now

JOBS: Final = 4  # at once


def serve(**options: Any) -> None:
    """Take jobs until SIGTERM or SIGINT, then finish those at hand.

    `options` are Procrastinate's own, for tests: `wait=False` ends when no job is left.
    """
    health.beat(at=now())
    asyncio.run(_serve({"concurrency": JOBS, "delete_jobs": "successful", **options}))


async def _serve(options: dict[str, Any]) -> None:
    # An app beside the one of Django, whose connector stays as it is: what a task defers must go
    # through Django's connection, in the transaction of the task, not through the worker's own.
    worker = App(
        connector=app.connector.get_worker_connector(),  # type: ignore[attr-defined]
        import_paths=app.import_paths,
        worker_defaults=app.worker_defaults,
    )
    worker.tasks = app.tasks
    worker.periodic_registry = app.periodic_registry
    async with worker.open_async():
        await worker.run_worker_async(**options)
