"""`changehands up`, as a person runs it."""

import http.client
import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import free_port, open_folder, processes_of, run, start, wait_until

PASSWORD = "correct horse battery"


class Up:
    """A running `changehands up` on a folder of data."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.data, self.port, self.output = folder / "data", free_port(), folder / "output"
        self.output.write_bytes(b"")
        self.ready = 0.0
        self.process = start(
            "up", *arguments, output=self.output, DATA=self.data, PORT=self.port, WEB_WORKERS=1
        )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait(self) -> "Up":
        """Wait until it says where it is."""
        wait_until(lambda: "Changehands is at" in self.said or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.said
        self.ready = time.monotonic()
        return self

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def child(self, name: str) -> int | None:
        """The process with this name among its children."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", f"{name} --as-child"],
            capture_output=True,
            text=True,
            check=False,
        )
        return int(found.stdout) if found.stdout.strip() else None

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture(scope="module")
def up(folder: Path) -> Iterator[Up]:
    running = Up(folder, "--demo").wait()
    yield running
    if running.process.poll() is None:
        running.end()


def test_it_says_where_it_is_and_who_can_log_in(up: Up) -> None:
    assert f"http://localhost:{up.port}/" in up.said
    assert "owner@ours.example" in up.said and "changehands" in up.said


def test_health_names_database_migrations_and_worker(up: Up) -> None:
    status, body = up.get("/healthz")
    assert status == 200
    assert json.loads(body) == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
    }


def test_one_can_log_in(up: Up) -> None:
    status, page = up.get("/accounts/login/")
    assert status == 200 and "owner@ours.example" in page


def test_style_sheets_are_served_under_names_that_never_change_their_content(up: Up) -> None:
    _, page = up.get("/accounts/login/")
    sheet = page.split('rel="stylesheet"')[1].split('href="')[1].split('"')[0]
    assert up.get(sheet)[0] == 200


def test_other_commands_use_the_same_database_meanwhile(up: Up) -> None:
    done = run("createuser", "late@ours.example", given=PASSWORD, DATA=up.data)
    assert done.returncode == 0, done.stderr
    assert "was there already" in run("demo", DATA=up.data).stdout
    assert up.get("/healthz")[0] == 200


@pytest.mark.parametrize("name", ["worker", "web"])
def test_a_process_that_dies_is_replaced(name: str, up: Up) -> None:
    for _time in range(3):  # again at once, too: what it died from may last
        first = wait_until(lambda: up.child(name))
        subprocess.run(["kill", "-KILL", str(first)], check=True)
        wait_until(lambda first=first: up.child(name) not in (None, first))  # type: ignore[misc]
    assert up.process.poll() is None
    assert f"“{name}” ended" in up.said
    wait_until(lambda: _answers(up))


def _answers(up: Up) -> bool:
    try:
        return up.get("/healthz")[0] == 200
    except OSError:
        return False


def test_a_port_in_use_is_told_with_the_name_of_the_setting(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("up", DATA=folder / "other", PORT=port)
    assert done.returncode == 2
    assert f"PORT: {port}" in done.stderr and "Traceback" not in done.stderr


def test_ctrl_c_leaves_no_process_and_no_traceback(up: Up) -> None:
    assert processes_of(up.data)
    assert up.end(signal.SIGINT) == 0
    assert processes_of(up.data) == set()
    assert "Traceback" not in up.said


def test_a_second_start_finds_its_data(up: Up, folder: Path) -> None:
    again = Up(folder, "--demo").wait()
    assert "was there already" in again.said
    assert run("createuser", "late@ours.example", given=PASSWORD, DATA=again.data).returncode == 2
    assert again.end(signal.SIGTERM) == 0
    assert processes_of(again.data) == set()


def test_a_database_that_dies_is_started_again(folder: Path) -> None:
    up = Up(folder).wait()
    noted = up.data / "postgresql" / "cluster" / "postmaster.pid"
    first = noted.read_text().splitlines()[0]
    subprocess.run(["kill", "-KILL", first], check=True)
    wait_until(lambda: "PostgreSQL ended and is started again" in up.said)
    wait_until(lambda: _answers(up), 60)
    assert noted.read_text().splitlines()[0] != first
    assert up.process.poll() is None
    assert up.end() == 0
    assert processes_of(up.data) == set()


def test_killed_hard_it_leaves_only_the_database_which_the_next_command_ends(folder: Path) -> None:
    killed = Up(folder).wait()
    killed.end(signal.SIGKILL)
    assert wait_until(lambda: "postgres" in _commands(killed.data) and _commands(killed.data))
    wait_until(lambda: "changehands.cli" not in _commands(killed.data))
    assert run("verify", DATA=killed.data).returncode == 0
    assert processes_of(killed.data) == set()


def _commands(data: Path) -> str:
    paths = [Path(f"/proc/{number}/cmdline") for number in processes_of(data)]
    return "\n".join(path.read_bytes().decode() for path in paths if path.exists())
