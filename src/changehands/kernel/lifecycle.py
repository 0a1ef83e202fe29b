"""State machines as tables: one row a verb. The database repeats the states as constraints."""

from collections.abc import Iterable
from dataclasses import dataclass

from changehands.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Transition:
    """One verb: from which states to which, and the name of the permission it needs."""

    verb: str
    sources: frozenset[str]
    target: str
    permission: str


class Lifecycle:
    """The transitions of one noun, by verb."""

    def __init__(self, noun: str, transitions: Iterable[Transition]) -> None:
        self.noun = noun
        self.transitions = {transition.verb: transition for transition in transitions}

    @property
    def states(self) -> frozenset[str]:
        """Every state that some transition leaves or reaches."""
        rows = self.transitions.values()
        return frozenset().union(*(t.sources for t in rows), (t.target for t in rows))

    def target(self, verb: str, state: str) -> str:
        """The state that `verb` leads to from `state`. Raises Conflict where it may not be done."""
        transition = self.transitions[verb]
        if state not in transition.sources:
            raise Conflict(
                f"{self.noun}-is-{state}",
                "This cannot be done any more: the state is “%(state)s”.",
                state=state,
                verb=verb,
            )
        return transition.target
