"""Is everything alive: the database, its migrations, a worker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from changehands.models import Heartbeat

WORKER: Final = "worker"
MISSED: Final = timedelta(seconds=80)
RETRY_AFTER: Final = 5  # seconds until it is worth asking again after an outage
READ_ONLY: Final = "25006"  # of PostgreSQL: a standby, or a primary that was made one


@dataclass(frozen=True, slots=True)
class Health:
    """What was found, in words, by name."""

    checks: dict[str, str]

    @property
    def is_good(self) -> bool:
        """Whether every check says ok."""
        return all(word == "ok" for word in self.checks.values())


def is_outage(error: BaseException | None) -> bool:
    """Whether an error says that the database cannot serve now, and that trying again may help.

    Away, full, out of connections, recovering, read-only, or a conflict that it ended itself.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return error is not None and getattr(error.__cause__, "sqlstate", None) == READ_ONLY


def beat(*, at: datetime) -> None:
    """Note that a worker is alive."""
    Heartbeat.objects.update_or_create(process=WORKER, defaults={"beat_at": at})


def check(*, at: datetime) -> Health:
    """Ask each part how it is."""
    try:
        loader = MigrationExecutor(connection).loader
        missing = set(loader.graph.nodes) - set(loader.applied_migrations)
        last = Heartbeat.objects.filter(process=WORKER).values_list("beat_at", flat=True).first()
    except DatabaseError:
        return Health({"database": "unreachable", "migrations": "unknown", "worker": "unknown"})
    return Health(
        {
            "database": "ok",
            "migrations": f"{len(missing)} not applied: run changehands migrate"
            if missing
            else "ok",
            "worker": "ok"
            if last is not None and at - last < MISSED
            else "no heartbeat: run changehands worker",
        }
    )
