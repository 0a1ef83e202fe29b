"""The processes that `changehands up` starts, watches, replaces and ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from changehands.cli.installation import Refused

FIRST_PAUSE: Final = 0.5  # seconds before what has just died is started again
LONGEST_PAUSE: Final = 30.0
STEADY: Final = 60.0  # seconds; what has run so long begins with the first pause again
PATIENCE: Final = 30.0  # seconds for requests and jobs at hand


@dataclass
class Child:
    """`changehands <name>` as a process that ends with this one, whatever ends this one."""

    name: str
    process: "subprocess.Popen[bytes]" = field(init=False)
    started_at: float = field(init=False)
    pause: float = field(init=False, default=FIRST_PAUSE)
    due_at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the process, in a session of its own: Ctrl-C reaches this process alone."""
        command = [sys.executable, "-m", "changehands.cli", self.name, "--as-child"]
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def require_alive(self) -> None:
        """Raise Refused when the process has ended: before all was well once, that is for good."""
        if not self.is_alive:
            raise Refused(f"The process “{self.name}” ended at its start; see what it says above.")

    def revive(self) -> None:
        """Start it again once it has ended, after a pause that grows while it keeps ending.

        What it ends from (a database that is away, a full disk) passes; so this never gives up.
        """
        if self.is_alive:
            return
        if self.due_at is None:
            self._plan()
        elif time.monotonic() >= self.due_at:
            self.due_at = None
            self.start()

    def _plan(self) -> None:
        self.kill()
        lived = time.monotonic() - self.started_at
        self.pause = FIRST_PAUSE if lived >= STEADY else self.pause
        self.due_at = time.monotonic() + self.pause
        sys.stderr.write(
            f"The process “{self.name}” ended (status {self.process.returncode}) "
            f"and is started again in {self.pause:g} seconds.\n"
        )
        self.pause = min(2 * self.pause, LONGEST_PAUSE)

    def ask_to_stop(self) -> None:
        """Ask it to finish what is at hand and to end."""
        if self.is_alive:
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, with whatever it started."""
        with suppress(ProcessLookupError, PermissionError):  # nothing of it is left
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()


def stop(children: list[Child], *, is_urgent: Callable[[], bool]) -> None:
    """Ask all to stop, wait until they did, were too slow or it became urgent; leave none behind."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + PATIENCE
    while any(child.is_alive for child in children):
        if is_urgent() or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    for child in children:
        child.kill()


def end_with_parent() -> None:
    """In a child: end as by SIGTERM once the parent is gone, however it went."""

    def watch() -> None:
        os.read(sys.stdin.fileno(), 1)  # returns when the parent's end of the pipe is closed
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
