"""What an answer says beside its body: what the token has left, and whether it is still the same."""

from hashlib import sha256
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from changehands.core.tokens.allowance import WINDOW, Allowance

POLICY: Final = "RateLimit-Policy"
LEFT: Final = "RateLimit"
SCHEMAS: Final[dict[str, Any]] = {
    POLICY: {
        "description": "How many calls a token may make in how many seconds: `minute;q=600;w=60`.",
        "schema": {"type": "string"},
    },
    LEFT: {
        "description": "How many are left, and for how many seconds: `minute;r=599;t=60`.",
        "schema": {"type": "string"},
    },
}
ETAG: Final[dict[str, Any]] = {
    "description": "Changes with the answer. Send it back in If-None-Match to be told 304.",
    "schema": {"type": "string"},
}
IF_NONE_MATCH: Final[dict[str, Any]] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer that you have: 304 says that it is still the same.",
    "schema": {"type": "string"},
}


def tell_allowance(response: HttpResponse, allowance: Allowance | None) -> None:
    """Say what the token has left, as draft-ietf-httpapi-ratelimit-headers names it."""
    if allowance is not None:
        response[POLICY] = f'"minute";q={allowance.limit};w={round(WINDOW.total_seconds())}'
        response[LEFT] = f'"minute";r={allowance.left};t={allowance.seconds}'


def unless_the_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to a GET with its ETag, or 304 where the asker has it already (RFC 9110, 13)."""
    tag = f'W/"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    answer = get_conditional_response(request, etag=tag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
