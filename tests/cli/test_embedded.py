import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from changehands.cli import embedded
from changehands.cli.embedded import Server, default_data_dir, start
from changehands.cli.system_user import EmbeddedError

AS_ROOT = os.geteuid() == 0


@contextmanager
def open_folder() -> Iterator[Path]:
    # Not tmp_path: root's is closed to the system user as whom the server runs.
    made = Path(tempfile.mkdtemp(prefix="embedded-"))
    made.chmod(0o755)
    yield made
    for noted in made.rglob(f"{embedded.CLUSTER}/postmaster.pid"):
        server = start(noted.parent.parent, durable=False)
        server.stop()
        if server.data not in server.socket.parents:
            server.socket.rmdir()
    shutil.rmtree(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that the test leaves as it is."""
    with open_folder() as made:
        yield start(made / "data", durable=False)


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    with open_folder() as made:
        start(made / "data", durable=False).stop()
        yield made / "data"


@pytest.fixture
def data(folder: Path, stopped: Path) -> Path:
    """A folder of its own whose server was made and stopped before."""
    subprocess.run(["cp", "-a", str(stopped), str(folder)], check=True)
    return folder / "data"


def run(server: Server, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def postmaster(data: Path) -> int:
    return int((data / embedded.CLUSTER / "postmaster.pid").read_text().splitlines()[0])


def modes(*paths: Path) -> dict[Path, int]:
    folders = {parent for path in paths for parent in [path, *path.parents]}
    return {folder: stat.S_IMODE(folder.stat().st_mode) for folder in folders}


def test_root_keeps_its_data_where_a_system_user_can_reach_them() -> None:
    expected = Path("/var/lib/changehands") if AS_ROOT else Path("/somewhere/data")
    assert default_data_dir(Path("/somewhere")) == expected


def test_the_first_start_makes_a_database_in_utf8_and_utc(server: Server) -> None:
    assert (server.database, server.user) == ("changehands", "changehands")
    assert run(server, "SELECT current_database(), current_user") == [("changehands",) * 2]
    assert run(server, "SHOW server_encoding") == [("UTF8",)]
    assert run(server, "SHOW timezone") == [("UTC",)]
    assert run(server, "SELECT lower('ÉTÉ'), 'É' ILIKE 'é'") == [("été", True)]
    assert run(server, "SELECT count(*) FROM pg_database WHERE datname = 'postgres'") == [(1,)]


def test_the_address_serves_django_too(server: Server) -> None:
    config = dj_database_url.parse(server.url)
    options = {"dbname": config["NAME"], "user": config["USER"], **config["OPTIONS"]}
    with psycopg.connect(**options) as connection:
        assert connection.info.host == str(server.data / "socket")
        assert connection.info.dbname == "changehands"


def test_a_port_in_the_environment_leads_nowhere_else(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    assert run(server, "SHOW port") == [("5432",)]


def test_the_second_start_finds_the_server_and_its_data_at_once(server: Server) -> None:
    run(server, "CREATE TABLE found AS SELECT 7 AS number")
    pid, begun = postmaster(server.data), time.monotonic()
    second = start(server.data, durable=False)
    assert time.monotonic() - begun < 1
    assert (second, postmaster(second.data)) == (server, pid)
    assert run(second, "SELECT number FROM found") == [(7,)]


def test_stop_ends_the_process_and_the_data_are_there_at_the_next_start(data: Path) -> None:
    server = start(data, durable=False)
    pid = postmaster(server.data)
    with psycopg.connect(server.url, autocommit=True) as idle:
        idle.execute("CREATE TABLE kept AS SELECT 7 AS number")
        server.stop()
    assert not embedded._serves(pid, server.data / "cluster")
    with pytest.raises(psycopg.OperationalError):
        run(server, "SELECT 1")
    server.stop()
    begun = time.monotonic()
    again = start(server.data, durable=False)
    assert time.monotonic() - begun < 2
    assert run(again, "SELECT number FROM kept") == [(7,)]


def test_processes_starting_at_once_share_one_server(folder: Path) -> None:
    data = folder / "data"
    code = (
        "import sys; from pathlib import Path; from changehands.cli.embedded import start\n"
        "server = start(Path(sys.argv[1]), durable=False)\n"
        "print((server.data / 'cluster' / 'postmaster.pid').read_text().split()[0])"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(data)]
    pipe = subprocess.PIPE
    racers = [subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) for _ in range(4)]
    answers = [racer.communicate(timeout=30) for racer in racers]
    assert answers == [(f"{postmaster(data)}\n", "")] * 4


def test_committed_data_outlive_a_killed_server(data: Path) -> None:
    server = start(data)
    run(server, "CREATE TABLE kept AS SELECT 7 AS number")
    killed = postmaster(server.data)
    with psycopg.connect(server.url, autocommit=True) as busy:  # outlives the server a moment
        busy.execute("SELECT 1")
        os.kill(killed, signal.SIGKILL)
        again = start(data)
    assert postmaster(again.data) != killed
    assert run(again, "SELECT number FROM kept") == [(7,)]


def test_a_stale_pid_file_whose_number_another_process_got_is_no_obstacle(data: Path) -> None:
    server = start(data, durable=False)
    file = server.data / "cluster" / "postmaster.pid"
    _, rest = file.read_text().split("\n", 1)
    server.stop()
    owner = file.parent.stat().st_uid if AS_ROOT else None
    with subprocess.Popen(["sleep", "60"], user=owner) as stranger:
        file.write_text(f"{stranger.pid}\n{rest}")
        server.stop()
        again = start(data, durable=False)
        assert stranger.poll() is None
        stranger.kill()
    assert postmaster(again.data) != stranger.pid
    assert run(again, "SELECT 1") == [(1,)]


def test_a_creation_cut_short_is_begun_anew(folder: Path) -> None:
    half = folder / "data" / "cluster.new" / "base"
    half.mkdir(parents=True)
    assert run(start(folder / "data", durable=False), "SELECT 1") == [(1,)]
    assert not half.parent.exists()


def test_a_path_too_long_for_a_socket_and_full_of_signs_works(folder: Path) -> None:
    name = "long, with 'quotes' and \" and $HOME; " * 4
    server = start(folder / name, durable=False)
    assert run(server, "SELECT 1") == [(1,)]
    assert run(start(folder / name), "SHOW fsync") == [("off",)]
    assert modes(server.socket)[server.socket] == 0o700


def test_a_socket_folder_that_others_can_enter_is_refused(data: Path) -> None:
    (data / "socket").chmod(0o755)
    with pytest.raises(EmbeddedError, match="not a private folder"):
        start(data, durable=False)


def test_the_server_listens_on_no_network(server: Server) -> None:
    assert run(server, "SHOW listen_addresses") == [("",)]
    noted = (server.data / "cluster" / "postmaster.pid").read_text().splitlines()
    assert noted[4:6] == [str(server.socket), ""]
    assert modes(server.socket)[server.socket] == 0o700


def test_the_keyboard_of_the_starter_does_not_reach_the_server(server: Server) -> None:
    pid = postmaster(server.data)
    assert os.getsid(pid) not in {os.getsid(0), 0}
    assert os.getpgid(pid) != os.getpgid(0)


def test_durability_is_given_up_only_on_request(data: Path, server: Server) -> None:
    names = ["fsync", "synchronous_commit", "full_page_writes"]
    safe = start(data)
    assert [run(safe, f"SHOW {name}") for name in names] == [[("on",)]] * 3
    assert [run(server, f"SHOW {name}") for name in names] == [[("off",)]] * 3


def test_only_folders_of_our_own_change_their_mode(folder: Path) -> None:
    binaries = embedded._package() / embedded.INSTALL / "bin"
    before = modes(folder, binaries)
    server = start(folder / "data", durable=False)
    assert modes(folder, binaries) == before
    assert modes(server.data)[server.data] == 0o700
    assert (server.data / "cluster").stat().st_uid == server.data.stat().st_uid
    assert server.data.stat().st_uid != 0


def test_a_folder_with_other_things_in_it_keeps_its_mode(folder: Path) -> None:
    (folder / "mine.txt").write_text("mine")
    server = start(folder, durable=False)
    assert run(server, "SELECT 1") == [(1,)]
    assert modes(folder)[folder] == 0o755
    assert modes(folder / "cluster")[folder / "cluster"] == 0o700


def test_a_folder_that_the_server_cannot_enter_is_refused_and_left_alone(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o600)
    with pytest.raises(EmbeddedError, match="Set DATA to"):
        start(closed / "data", durable=False)
    assert modes(closed)[closed] == 0o600
    closed.chmod(0o700)
    assert list(closed.iterdir()) == []


def test_binaries_in_a_closed_folder_are_copied_for_the_system_user_alone(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, closed = embedded._package(), folder / "closed"
    place = closed / embedded.PACKAGE / embedded.INSTALL
    shutil.copytree(package / embedded.INSTALL, place)
    (place.parent / "__init__.py").touch()
    libraries = package.with_name(f"{embedded.PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    before = modes(place / "bin")
    monkeypatch.syspath_prepend(closed)
    server = start(data, durable=False)
    assert run(server, "SELECT 1") == [(1,)]
    assert modes(place / "bin") == before
    assert bool(list(server.data.glob("postgresql-*/**/bin/postgres"))) is AS_ROOT


def test_a_platform_without_binaries_is_told_of_the_other_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = folder / "bare" / embedded.PACKAGE
    bare.mkdir(parents=True)
    (bare / "__init__.py").touch()
    monkeypatch.syspath_prepend(bare.parent)
    with pytest.raises(EmbeddedError, match="DATABASE_URL"):
        start(folder / "data", durable=False)


def test_data_of_another_release_of_postgresql_are_left_alone(data: Path) -> None:
    server = start(data, durable=False)
    server.stop()
    noted = server.data / "cluster" / "PG_VERSION"
    noted.write_text("17\n")
    with pytest.raises(EmbeddedError, match="written by PostgreSQL 17, and this is 18"):
        start(data, durable=False)
