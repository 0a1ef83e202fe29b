"""What makes a function a verb: one durable transaction that must leave an event."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from inspect import unwrap
from typing import Final, ParamSpec, TypeVar

from django.db import transaction

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_MAY_BE_SILENT: Final = "may_be_silent"
_recorded: ContextVar[int | None] = ContextVar("recorded", default=None)


class NothingRecorded(AssertionError):
    """A verb changed something without leaving an event: a mistake of ours, so all is rolled back."""


def operation(verb: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Run the verb in one durable transaction; verbs never nest and must record an event."""

    @wraps(verb)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        token = _recorded.set(0)
        try:
            with transaction.atomic(durable=True):
                result = verb(*args, **kwargs)
                if not _recorded.get():
                    raise NothingRecorded(verb.__qualname__)
                return result
        finally:
            _recorded.reset(token)

    return run


def sweep(verb: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """A verb that may find nothing to change, or to tell: one durable transaction all the same."""

    @wraps(verb)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        token = _recorded.set(0)
        try:
            with transaction.atomic(durable=True):
                return verb(*args, **kwargs)
        finally:
            _recorded.reset(token)

    vars(run)[_MAY_BE_SILENT] = True
    return run


def body_of(verb: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """What a verb does, without its transaction: for a verb that is made of several."""
    body: Callable[Parameters, Result] = unwrap(verb)
    return body


def anew(
    verb: Callable[..., object], body: Callable[Parameters, Result]
) -> Callable[Parameters, Result]:
    """Run `body`, which holds the verb's own body, under the rule of the verb."""
    return sweep(body) if _MAY_BE_SILENT in vars(verb) else operation(body)


def note_recorded(count: int) -> None:
    """Tell the running verb that `count` events were written. Raises outside a verb."""
    so_far = _recorded.get()
    if so_far is None:
        raise NothingRecorded("events are written inside a verb only")
    _recorded.set(so_far + count)
