"""The life of a transfer (design §3)."""

from typing import Final

from changehands.kernel.lifecycle import Lifecycle, Transition
from changehands.models.transfers import TransferState as State
from changehands.policy.permissions import Permission as P

WAITING: Final = frozenset({State.WAITING.value})

TRANSFER: Final = Lifecycle(
    "transfer",
    [
        Transition("receive", WAITING, State.COMPLETED.value, P.TRANSFERS_RECEIVE),
        Transition("direct", WAITING, State.COMPLETED.value, P.TRANSFERS_START),
        Transition("cancel", WAITING, State.CANCELLED.value, P.TRANSFERS_CANCEL),
        Transition("decline", WAITING, State.DECLINED.value, "holder of the link"),
        Transition("expire", WAITING, State.EXPIRED.value, "time"),
        Transition("void", WAITING, State.VOID.value, "operator"),
        Transition("mail", WAITING, State.WAITING.value, P.TRANSFERS_SEND),
        Transition("relink", WAITING, State.WAITING.value, P.TRANSFERS_RELINK),
        Transition("extend", WAITING, State.WAITING.value, P.TRANSFERS_EXTEND),
    ],
)
