"""What every command begins with: the environment, the folder of data, the key, the database."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from changehands.cli import embedded
from changehands.kernel import environment
from changehands.kernel.environment import Environment, WrongEnvironment

SETTINGS: Final = "changehands.conf.settings"
OLDEST: Final = 15  # major version of PostgreSQL


class Refused(Exception):
    """The command cannot be done as it was asked; the message says why and what to do."""


@contextmanager
def opened() -> Iterator[Environment]:
    """The environment, complete, with Django ready to use and the database answering."""
    with database() as found:
        set_up_django()
        try:
            yield found
        finally:
            close_connections()


@contextmanager
def database() -> Iterator[Environment]:
    """The environment, complete, with a database: the embedded one unless another is named.

    Whoever is the last to use the embedded server stops it.
    """
    found = prepared()
    if found.database_url:
        _require_answer(found.database_url)
        yield found
        return
    with _shared(found) as server:
        os.environ["DATABASE_URL"] = server.url
        try:
            yield environment.read()
        finally:
            del os.environ["DATABASE_URL"]


def prepared() -> Environment:
    """The environment with folder and key, made where they are missing; children inherit it."""
    found = environment.read()
    data = (found.data or embedded.default_data_dir(Path.cwd())).absolute()
    os.environ["DATA"] = str(data)
    folder = environment.read().folder
    try:
        _make(data, folder)
        if not found.secret_key:
            os.environ.pop("SECRET_KEY", None)
            os.environ["SECRET_KEY_FILE"] = str(_key_file(folder))
    except OSError as error:
        raise WrongEnvironment(
            f"DATA: {data} cannot be used ({error.strerror}). Set DATA to a folder of your own."
        ) from error
    return environment.read()


def set_up_django() -> None:
    """Load Django with the settings of this environment."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()


def close_connections() -> None:
    """Let go of the database, so that its server can stop and this process can end."""
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend alone


def _make(data: Path, folder: Path) -> None:
    if not data.exists():
        data.parent.mkdir(parents=True, exist_ok=True)
        data.mkdir()
        # root's PostgreSQL runs as a system user, who must be able to pass
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)
    folder.mkdir(mode=0o700, exist_ok=True)


def _key_file(folder: Path) -> Path:
    path = folder / "secret-key"
    if not path.exists():
        draft = folder / f"secret-key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.token_urlsafe(48)}\n")
        try:
            os.link(draft, path)  # whole, and never over that of another process
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path


@contextmanager
def _shared(found: Environment) -> Iterator[embedded.Server]:
    # Every user of the server holds the lock with others; who gets it alone is the last one.
    descriptor = os.open(found.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        server = embedded.start(found.cluster)
        try:
            yield server
        finally:
            if _is_last(descriptor):
                server.stop()
    finally:
        os.close(descriptor)


def _is_last(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _require_answer(url: str) -> None:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[-1]
        raise WrongEnvironment(
            f"DATABASE_URL: the database does not answer ({said}). Start it or correct the address."
        ) from error
    if version < OLDEST:
        raise WrongEnvironment(
            f"DATABASE_URL: this is PostgreSQL {version}; version {OLDEST} or later is needed."
        )
