"""The errors a verb of the core may raise; each edge translates them in one place."""

from collections.abc import Mapping
from typing import Any


class ChangehandsError(Exception):
    """A refusal with a stable `code`, a sentence for people and the values the sentence names.

    `message` is the untranslated English sentence with `%(name)s` places; edges translate it and
    fill in `params`. `field` names the input that is wrong, where one is.
    """

    def __init__(self, code: str, message: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.params: Mapping[str, Any] = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotFound(ChangehandsError):
    """There is no such thing, or the actor may not know that there is."""


class Denied(ChangehandsError):
    """The actor may know of it but may not do this."""


class Conflict(ChangehandsError):
    """The facts do not allow it now: another state, another winner, changed facts."""


class Invalid(ChangehandsError):
    """The input is wrong; `field` says which."""


class TooMany(ChangehandsError):
    """A limit is reached; `params["retry_after"]` says in how many seconds to try again."""


class Unavailable(ChangehandsError):
    """Something outside did not answer; the same call may succeed later."""
