"""A running Manager with the demo world, two web processes and a worker; programs that use it."""

import email
import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from pathlib import Path
from typing import Any

from tests.cli.processes import free_port, open_folder, run, start, wait_until

SCOPES = (
    "organizations:read",
    "products:read",
    "members:read",
    "transfers:read",
    "transfers:write",
    "tokens:write",
)


class Manager:
    """Where it is, and what only its operator can do."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.url = f"http://localhost:{port}"
        self.output = folder / "output"

    def token(self, person: str, organization: str, *scopes: str) -> str:
        """The secret of a new token."""
        named = [word for scope in scopes or SCOPES for word in ("--scope", scope)]
        asked = ["--email", person, "--organization", organization, *named]
        done = run("token", "create", *asked, DATA=self.data)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def program(self, person: str, organization: str) -> "Program":
        """A program of this person's, without a configuration file."""
        return Program(self, self.token(person, organization))

    def mails_to(self, address: str) -> list[str]:
        """The texts of the mails that went to this address."""
        found = []
        for file in sorted((self.data / "manager" / "mail").glob("*.log")):
            mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",)) if mail["To"] == address else None
            found += [body.get_content()] if body else []
        return found


class Program:
    """`changehands` with a token."""

    def __init__(self, manager: Manager, token: str) -> None:
        self.settings = {
            "CHANGEHANDS_URL": manager.url,
            "CHANGEHANDS_TOKEN": token,
            "XDG_CONFIG_HOME": manager.folder / "no-configuration",
        }

    def __call__(
        self, *arguments: str, given: str = "", **settings: object
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return run(*arguments, given=given, **{**self.settings, **settings})

    def json(self, *arguments: str) -> Any:
        """What a command that succeeds prints with --json."""
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@contextmanager
def running_manager() -> Iterator[Manager]:
    """Start it on a folder and a port of its own; leave nothing behind."""
    with open_folder() as folder:
        port = free_port()
        manager = Manager(folder, port)
        process = start(
            *("up", "--demo"), output=manager.output, DATA=manager.data, PORT=port, WEB_WORKERS=2
        )
        try:
            wait_until(lambda: _is_up(manager, process), 60)
            yield manager
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _is_up(manager: Manager, process: "subprocess.Popen[bytes]") -> bool:
    said = manager.output.read_text()
    assert process.poll() is None, said
    return "Changehands is at" in said
