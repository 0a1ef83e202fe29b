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

SOON: Final = 5.0  # seconds; what ends sooner after its start would end again
PATIENCE: Final = 30.0  # seconds for requests and jobs at hand


@dataclass
class Child:
    """`changehands <name>` as a process that ends with this one, whatever ends this one."""

    name: str
    process: "subprocess.Popen[bytes]" = field(init=False)
    started_at: float = field(init=False)

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

    def replace(self) -> None:
        """Start it again. Raises Refused when it ended right after its last start."""
        self.kill()
        if time.monotonic() < self.started_at + SOON:
            raise Refused(f"The process “{self.name}” ended at its start; see what it says above.")
        sys.stderr.write(
            f"The process “{self.name}” ended (status {self.process.returncode}) "
            "and is started again.\n"
        )
        self.start()

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
