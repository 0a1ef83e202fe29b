"""What every test may use; after each test that touched the database, the invariants are asked."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.transaction import atomic  # noqa: TID251
from django.utils import translation

from changehands.core.verification import verify
from tests import world as worlds
from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    """The fixed world, afresh; changes are rolled back."""
    return worlds.build()


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """The fixed world in real transactions, for threads and processes."""
    with atomic():  # an Organization and its owner come into being together
        return worlds.build()


@pytest.fixture(autouse=True)
def _invariants_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    database = {"db", "transactional_db"} & set(request.fixturenames)
    for name in database:
        request.getfixturevalue(name)  # so that the database outlives this fixture
    yield
    if database and "corrupted" not in request.keywords and not connection.needs_rollback:
        connection.check_constraints()
        assert verify() == []


@pytest.fixture(autouse=True)
def _no_job_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    # the queue's tables are no models of ours, so nothing else empties them
    committed = "transactional_db" in request.fixturenames
    if committed:
        request.getfixturevalue("transactional_db")
    yield
    if committed:
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
                " RESTART IDENTITY CASCADE"
            )


@pytest.fixture(autouse=True)
def _the_language_ends_with_the_test() -> Iterator[None]:
    yield  # a request leaves that of its reader behind in the thread
    translation.deactivate()


@pytest.fixture(autouse=True)
def _plain_static_files(settings: LazySettings) -> None:
    # the names with hashes need a build, which tests do not make
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
