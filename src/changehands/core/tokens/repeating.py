"""A write that is sent again has one effect: the answer is kept in the transaction of the write.

Whoever sends the same key at the same time waits until the first is done, and gets its answer.
Nothing is kept of a refusal: nothing happened, and the key may be used again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.db import connection

from changehands.core.operation import anew, body_of, sweep
from changehands.core.tokens.queries import is_alive
from changehands.core.transfers import address
from changehands.kernel.errors import Denied, Invalid
from changehands.kernel.ids import from_public
from changehands.models import ApiToken, IdempotencyKey, Transfer

LIFE: Final = timedelta(hours=24)
_OFFER: Final = re.compile(r"/t/(trf_[0-9a-z]{26})#cht_[0-9A-Za-z]{38}")
_HIDDEN: Final = re.compile(r'"([^"#]*)/t/(trf_[0-9a-z]{26})#…"')
_SECRET: Final = re.compile(r'"(?:chp_[0-9A-Za-z]{38}|whsec_[0-9A-Za-z+/]{43}=)"')

_TAKE: Final = """
    INSERT INTO idempotency_key (token_id, route, key, request, status, body, created_at)
    VALUES (%(token)s, %(route)s, %(key)s, %(request)s, 0, '', %(at)s)
    ON CONFLICT DO NOTHING
"""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Claim:
    """A request that may be sent again: its key, and the digest of what it asks for."""

    token: ApiToken
    route: str
    key: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    body: str


class TokenEnded(Denied):
    """The token was revoked, or its person left, while the verb waited for its locks."""


class Answered(Exception):
    """The request was dealt with before; `answer` is what to say again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def answer_to(claim: Claim, *, at: datetime) -> Answer | None:
    """The answer that was given to this request, if any.

    Raises Invalid when the key was used for another request.
    """
    row = _rows(claim).filter(created_at__gt=at - LIFE).first()
    if row is None:
        return None
    if bytes(row.request) != claim.request:
        raise Invalid(
            "idempotency-key-reused",
            "This Idempotency-Key was used for another request. Take a new one.",
        )
    return Answer(row.status, _revealed(row.body))


def once(
    verb: Callable[..., Result],
    *,
    token: ApiToken,
    claim: Claim | None,
    render: Callable[[Result], Answer],
    at: datetime,
    ends_token: bool = False,
    **arguments: Any,
) -> Answer:
    """Run a verb of the core and keep its answer in the same transaction.

    The token is asked again at the end, when the verb has its locks, unless the verb itself ends
    it. Raises Answered when someone was faster with the same key.
    """
    inner = body_of(verb)

    def run() -> Answer:
        if claim is not None:
            _take(claim, at)
        result = inner(actor=token.user, at=at, **arguments)
        if not ends_token and not is_alive(token, at=at):
            raise TokenEnded("token-invalid", "This token has just been revoked or has ended.")
        answer = render(result)
        if claim is not None:
            _rows(claim).update(status=answer.status, body=_concealed(answer.body))
        return answer

    return anew(verb, run)()


@sweep
def forget(*, at: datetime) -> int:
    """Remove the answers that are older than a day; answers how many."""
    gone, _ = IdempotencyKey.objects.filter(created_at__lte=at - LIFE).delete()
    return gone


def _take(claim: Claim, at: datetime) -> None:
    """Hold the key; wait for whoever holds it now, and leave when they succeeded."""
    _rows(claim).filter(created_at__lte=at - LIFE).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "token": claim.token.id,
                "route": claim.route,
                "key": claim.key,
                "request": claim.request,
                "at": at,
            },
        )
        is_ours = cursor.rowcount == 1
    if not is_ours and (answer := answer_to(claim, at=at)):
        raise Answered(answer)


def _rows(claim: Claim) -> Any:
    return IdempotencyKey.objects.filter(token=claim.token, route=claim.route, key=claim.key)


def _concealed(body: str) -> str:
    """The answer as it is kept: no secret is at rest."""
    return _SECRET.sub("null", _OFFER.sub(r"/t/\1#…", body))


def _revealed(body: str) -> str:
    """The answer as it was given. Links are derived again; a token's secret is shown once only."""
    return _HIDDEN.sub(_link, body)


def _link(found: re.Match[str]) -> str:
    # an answer that holds a link is that of a start: its link is of the first generation
    transfer = Transfer(id=from_public("transfer", found[2]), generation=1)
    return f'"{address(transfer)}"'
