"""`changehands up`: everything in one, until Ctrl-C."""

import http.client
import os
import signal
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Final

from changehands.cli import embedded, preparing, web
from changehands.cli.children import Child, stop
from changehands.cli.installation import Refused, close_connections, opened
from changehands.cli.system_user import EmbeddedError
from changehands.kernel import environment
from changehands.kernel.environment import Environment

PATIENCE: Final = 60.0  # seconds until everything must be well
RETRY: Final = 5.0  # seconds between tries to start a database that does not start
EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Interrupts:
    """The first SIGINT or SIGTERM ends what we are at, a second one makes the ending urgent."""

    def __init__(self) -> None:
        self.count = 0
        self.held = True  # while something starts or ends: nothing is left half way
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def release(self) -> None:
        """From here on an interrupt ends what we are at; one that came before does so now."""
        self.held = False
        if self.count:
            raise KeyboardInterrupt

    def hold(self) -> None:
        """From here on an interrupt is only noted."""
        self.held = True

    def are_urgent(self) -> bool:
        """Whether more than one came."""
        return self.count > 1

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.count == 1 and not self.held:
            raise KeyboardInterrupt


def up(*, with_demo: bool) -> None:
    """Start PostgreSQL, prepare it, serve, say where; return once an interrupt has stopped it all."""
    web.require_free()
    if with_demo:
        os.environ["DEMO"] = "true"  # the login page shows the people
    keeps_database = not environment.read().database_url
    interrupts = Interrupts()
    with suppress(KeyboardInterrupt), opened() as found:
        interrupts.release()
        preparing.migrate()
        preparing.collect_static(found.folder)
        if with_demo:
            _load_demo()
        close_connections()  # nothing is held while we only watch
        interrupts.hold()
        children = [Child("web"), Child("worker")]
        try:
            interrupts.release()
            _wait_until_well(found, children)
            _announce(with_demo=with_demo)
            _watch(found, children, keeps_database=keeps_database)
        finally:
            interrupts.hold()
            stop(children, is_urgent=interrupts.are_urgent)


def _load_demo() -> None:
    from changehands.cli import demonstration

    demonstration.load()


def _watch(found: Environment, children: list[Child], *, keeps_database: bool) -> None:
    while True:
        if keeps_database and not embedded.is_running(found.cluster):
            _restart_database(found)
        for child in children:
            child.revive()
        time.sleep(0.2)


def _restart_database(found: Environment) -> None:
    sys.stderr.write("PostgreSQL ended and is started again.\n")
    try:
        embedded.start(found.cluster)
    except EmbeddedError as error:  # a full disk, say: that may pass
        sys.stderr.write(f"{error}\n")
        time.sleep(RETRY)


def _wait_until_well(found: Environment, children: list[Child]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (answer := _health(found)).startswith("200"):
        if time.monotonic() > deadline:
            raise Refused(f"Not well after {PATIENCE:.0f} seconds: {answer}")
        for child in children:
            child.require_alive()
        time.sleep(0.05)


def _health(found: Environment) -> str:
    host = EVERYWHERE.get(found.host, found.host)
    connection = http.client.HTTPConnection(host, found.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        response = connection.getresponse()
        return f"{response.status} {response.read(2000).decode(errors='replace')}"
    except (OSError, http.client.HTTPException) as error:
        return f"/healthz does not answer ({error})"
    finally:
        connection.close()


def _announce(*, with_demo: bool) -> None:
    from django.conf import settings
    from rich.console import Console

    console = Console()
    if with_demo:
        from changehands.cli import demonstration

        demonstration.show_people(console)
    console.print(f"Changehands is at [bold]{settings.BASE_URL}/[/bold]. Ctrl-C stops it.")
