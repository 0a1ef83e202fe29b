from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from changehands.core import health
from changehands.core.health import MISSED
from tests.world import NOW

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


def test_all_is_well_after_a_heartbeat() -> None:
    health.beat(at=NOW)
    found = health.check(at=NOW + MISSED - MOMENT)
    assert found.is_good
    assert found.checks == {"database": "ok", "migrations": "ok", "worker": "ok"}


def test_a_worker_that_is_gone_long_enough_is_told_with_the_remedy() -> None:
    health.beat(at=NOW)
    found = health.check(at=NOW + MISSED)
    assert not found.is_good
    assert found.checks["worker"] == "no heartbeat: run changehands worker"


def test_a_later_heartbeat_counts() -> None:
    health.beat(at=NOW)
    health.beat(at=NOW + MISSED)
    assert health.check(at=NOW + MISSED + MOMENT).is_good


def test_without_any_heartbeat_there_is_no_worker() -> None:
    assert not health.check(at=NOW).is_good


def test_a_migration_that_is_missing_is_told_with_the_remedy() -> None:
    health.beat(at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0002_rules'")
    found = health.check(at=NOW)
    assert found.checks["migrations"] == "1 not applied: run changehands migrate"
    assert not found.is_good


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(health, "MigrationExecutor", refuse)
    found = health.check(at=NOW)
    assert found.checks["database"] == "unreachable" and not found.is_good
