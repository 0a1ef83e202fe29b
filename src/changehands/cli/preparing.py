"""What must be ready before anything is served: tables and static files."""

import fcntl
import hashlib
from pathlib import Path

import typer


def migrate() -> list[str]:
    """Bring the tables up to date; returns the names of the migrations that were applied."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    index_help()
    return [str(migration) for migration, _backwards in plan]


def is_migrated() -> bool:
    """Whether the tables are those of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def index_help() -> int:
    """Let search know the articles of the help centre; returns how many had changed.

    What is wrong in the operators' own folder is told, and nothing more: the rest is shown.
    """
    from changehands.core import help

    for says in help.own_problems():
        typer.echo(f"HELP_FOLDER: {says}", err=True)
    return help.synchronise(help.current())


def collect_static(folder: Path) -> bool:
    """Collect and compress the static files unless those in `folder` are of this installation."""
    from django.core.management import call_command

    with (folder / "static.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "static.stamp"
        wanted = _fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return False
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)
        return True


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
