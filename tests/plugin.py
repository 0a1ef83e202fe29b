"""Loaded first of all: gives the tests a PostgreSQL of their own, unless DATABASE_URL names one."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from changehands.cli import embedded


def _start_database() -> None:
    folder = Path(tempfile.mkdtemp(prefix="changehands-test-"))
    folder.chmod(0o755)
    server = embedded.start(folder / "data", durable=False)
    os.environ["DATABASE_URL"] = server.url

    def stop() -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)


if "PYTEST_XDIST_WORKER" not in os.environ and not os.environ.get("DATABASE_URL"):
    _start_database()

_data = Path(tempfile.mkdtemp(prefix="changehands-test-data-"))
(_data / "manager" / "static").mkdir(parents=True)  # whitenoise warns where it is missing
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ.update(
    DATA=str(_data),
    SECRET_KEY="a key for tests only, long enough for what it must do here",
    API_CALLS_PER_MINUTE="0",  # what is said of the limit sets its own
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # playwright keeps an event loop in the main thread
)
for name in ("SMTP_URL", "BASE_URL", "PORT", "DEMO"):
    os.environ.pop(name, None)
