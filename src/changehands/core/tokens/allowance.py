"""How often a token may ask: a number of calls a minute, counted for all processes together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from changehands.kernel.errors import TooMany
from changehands.models import ApiToken

WINDOW: Final = timedelta(minutes=1)

_COUNT: Final = """
    INSERT INTO token_allowance AS had (token_id, began_at, used)
    VALUES (%(token)s, %(at)s, 1)
    ON CONFLICT (token_id) DO UPDATE SET
        used = CASE WHEN had.began_at > %(over)s THEN had.used + 1 ELSE 1 END,
        began_at = CASE WHEN had.began_at > %(over)s THEN had.began_at ELSE %(at)s END
    RETURNING used, began_at
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token has left until its minute is over; `limit` calls began it."""

    limit: int
    left: int
    seconds: int


class TooOften(TooMany):
    """The token has used up its minute; `allowance` says until when."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(
            "calls-used-up",
            "This token may ask %(limit)s times a minute. Wait as long as Retry-After says.",
            limit=allowance.limit,
            retry_after=allowance.seconds,
        )
        self.allowance = allowance


def take(token: ApiToken, *, at: datetime) -> Allowance | None:
    """Count one call; None where API_CALLS_PER_MINUTE is 0. Raises TooOften past the limit."""
    limit: int = settings.API_CALLS_PER_MINUTE
    if not limit:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"token": token.id, "at": at, "over": at - WINDOW})
        used, began_at = cursor.fetchone()
    seconds = max(1, round((began_at + WINDOW - at).total_seconds()))
    allowance = Allowance(limit, max(0, limit - used), seconds)
    if used > limit:
        raise TooOften(allowance)
    return allowance
