"""Who is asking: a token in the header, never a cookie."""

import re
from hashlib import sha256
from typing import Any, Final, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from changehands.core.tokens import Caller, authenticate
from changehands.core.tokens.allowance import TooOften, take
from changehands.core.tokens.queries import note_use
from changehands.core.tokens.repeating import Answered, Claim, answer_to
from changehands.kernel.clock import now
from changehands.kernel.errors import Denied, Invalid
from changehands.policy.scopes import Scope

KEY: Final = "Idempotency-Key"
GOOD_KEY: Final = re.compile(r"[!-~]{1,200}")


class WrongToken(Exception):
    """The token is not one of ours, or counts no more."""


class BearerToken(HttpBearer):
    """A token with the scope that one operation needs; it also recognizes what is sent again."""

    def __init__(self, scope: Scope | None, route: str, *, keeps_answers: bool) -> None:
        super().__init__()
        self.scope = scope
        self.route = route
        self.keeps_answers = keeps_answers

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller. Raises WrongToken, TooOften past its limit, Denied without the scope.

        Raises Answered for a repetition.
        """
        at = now()
        caller = authenticate(token, at=at)
        if caller is None:
            raise WrongToken
        note_use(caller.token, at=at)
        ours = cast(Any, request)
        try:
            ours.allowance = take(caller.token, at=at)
        except TooOften as refused:
            ours.allowance = refused.allowance
            raise
        if self.scope is not None and not caller.may(self.scope):
            raise Denied(
                "scope-missing",
                "This token has not the scope %(scope)s. Make one that has.",
                scope=str(self.scope),
            )
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            _require_json(request)
        if self.keeps_answers:
            self._look_back(request, caller)
        return caller

    def _look_back(self, request: HttpRequest, caller: Caller) -> None:
        key = request.headers.get(KEY)
        ours = cast(Any, request)
        ours.claim = None
        if key is None:
            return
        if not GOOD_KEY.fullmatch(key):
            raise Invalid(
                "idempotency-key-invalid",
                "Send an Idempotency-Key of 1 to 200 visible ASCII characters.",
            )
        asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
        ours.claim = Claim(caller.token, self.route, key, sha256(asked).digest())
        if answer := answer_to(ours.claim, at=now()):
            raise Answered(answer)


def caller_of(request: HttpRequest) -> Caller:
    """Who is asking."""
    return cast(Caller, cast(Any, request).auth)


def claim_of(request: HttpRequest) -> Claim | None:
    """The request's idempotency key, if it has one."""
    return cast("Claim | None", cast(Any, request).claim)


def _require_json(request: HttpRequest) -> None:
    if request.content_type not in {"application/json", ""} and request.headers.get(
        "Content-Length", "0"
    ) not in {"", "0"}:
        raise HttpError(415, _("Send the body as application/json."))
