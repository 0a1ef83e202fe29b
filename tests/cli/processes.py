"""Running the command as a process of its own, on a folder of its own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

from changehands.kernel.environment import Environment

SETTINGS = {name.upper() for name in Environment.model_fields}


def environment(**settings: object) -> dict[str, str]:
    """The environment of this process with these settings alone."""
    ours = {key: text for key, text in os.environ.items() if key not in SETTINGS}
    return ours | {key: str(value) for key, value in settings.items()}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "changehands.cli", *arguments]


def run(*arguments: str, given: str = "", **settings: object) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        command(*arguments),
        env=environment(**settings),
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def start(*arguments: str, output: Path, **settings: object) -> "subprocess.Popen[bytes]":
    """Start a command whose output goes to a file."""
    with output.open("ab") as stream:
        return subprocess.Popen(
            command(*arguments),
            env=environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )


def wait_until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What the condition says once it says something."""
    deadline = time.monotonic() + seconds
    while not (said := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return said


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that root's database user can reach, which pytest's own are not."""
    made = Path(tempfile.mkdtemp(prefix="changehands-cli-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        rmtree(made)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def processes_of(data: Path) -> set[int]:
    """Every process that works for this folder: told by its environment or its command line."""
    mark = os.fsencode(data)
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if mark in _known(path)}


def _known(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
    except OSError:  # it has ended, or is another user's
        return b""
