"""Telling whoever waits how far an import or an export is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, NamedTuple

_OFTEN: Final = 2_000  # lines


class Step(NamedTuple):
    """How much of a phase is done: bytes of reading, steps of the others; `rows` so far."""

    phase: Literal["reading", "checking", "loading", "writing"]
    done: int
    total: int
    rows: int = 0


Listener = Callable[[Step], None]


def nobody(step: Step) -> None:
    """Listens to nothing."""


class Reading:
    """Counts the bytes and lines of all files while they are read."""

    def __init__(self, total: int, tell: Listener) -> None:
        self._tell = tell
        self._total = total
        self._bytes = 0
        self._lines = 0

    def counted(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        """The lines of a file, one after the other."""
        for line in stream:
            yield line
            self._bytes += len(line)
            self._lines += 1
            if self._lines % _OFTEN == 0:
                self.say()

    def say(self) -> None:
        """Tell how far the reading is."""
        self._tell(Step("reading", self._bytes, self._total, self._lines))
