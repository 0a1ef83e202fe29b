"""State machines as tables."""

import pytest

from changehands.core.transfers.lifecycle import TRANSFER
from changehands.kernel.errors import Conflict
from changehands.kernel.lifecycle import Lifecycle, Transition
from changehands.models.transfers import TransferState

DOOR = Lifecycle(
    "door",
    [
        Transition("open", frozenset({"closed"}), "open", "key"),
        Transition("close", frozenset({"open"}), "closed", "key"),
        Transition("wall up", frozenset({"open", "closed"}), "gone", "mason"),
    ],
)


def test_a_verb_leads_from_one_state_to_the_next() -> None:
    assert DOOR.target("open", "closed") == "open"
    assert DOOR.target("wall up", "open") == DOOR.target("wall up", "closed") == "gone"


def test_all_states_are_known() -> None:
    assert DOOR.states == {"open", "closed", "gone"}


@pytest.mark.parametrize(("verb", "state"), [("open", "open"), ("close", "gone"), ("open", "x")])
def test_a_verb_is_refused_in_another_state(verb: str, state: str) -> None:
    with pytest.raises(Conflict) as caught:
        DOOR.target(verb, state)
    assert caught.value.code == f"door-is-{state}"
    assert caught.value.params == {"state": state, "verb": verb}
    assert state in str(caught.value)


def test_the_states_of_a_transfer_are_those_of_its_table() -> None:
    assert TRANSFER.states == set(TransferState.values)


@pytest.mark.parametrize("verb", TRANSFER.transitions)
@pytest.mark.parametrize("state", sorted(set(TransferState.values) - {"waiting"}))
def test_no_verb_leaves_an_end(verb: str, state: str) -> None:
    with pytest.raises(Conflict):
        TRANSFER.target(verb, state)
