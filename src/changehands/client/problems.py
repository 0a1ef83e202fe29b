"""What goes wrong between a program and the Manager, as exceptions."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

KNOWN: Final = frozenset({"type", "title", "status", "detail", "code", "pointer"})


class ClientError(Exception):
    """The call brought no result; the message says why."""


class Unreachable(ClientError):
    """The Manager did not answer, or something else did."""


class Problem(ClientError):
    """The Manager refused, with a stable `code` and a `detail` that says what to do.

    `pointer` is the place in what was sent, `params` all else that the problem carries.
    """

    def __init__(
        self, status: int, code: str, detail: str, pointer: str, params: Mapping[str, Any]
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.pointer = pointer
        self.params = params

    def as_json(self) -> dict[str, Any]:
        """The problem as the API sends it."""
        told = {"pointer": self.pointer} if self.pointer else {}
        known = {"status": self.status, "code": self.code, "detail": self.detail}
        return {**known, **told, **self.params}


class NotSignedIn(Problem):
    """401: there is no token, or it counts no more."""


class Denied(Problem):
    """403: the token, or its person, may not do this."""


class NotFound(Problem):
    """404: there is no such thing, or the token may not know that there is."""


class Conflict(Problem):
    """409: the facts do not allow it now; `params` may hold a new `preview`, or `blockers`."""


class Invalid(Problem):
    """Another 4xx: what was sent is wrong."""


class TooMany(Problem):
    """429: a limit is reached; `retry_after` says when it is over."""

    @property
    def retry_after(self) -> int:
        """In how many seconds to try again."""
        return int(self.params.get("retry_after", 60))


class Unavailable(Problem):
    """5xx: the Manager cannot answer now."""


_BY_STATUS: Final[Mapping[int, type[Problem]]] = {
    401: NotSignedIn,
    403: Denied,
    404: NotFound,
    409: Conflict,
    429: TooMany,
}


def problem_in(response: httpx.Response) -> ClientError:
    """The exception for an answer that is no result."""
    status = response.status_code
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    kind = _BY_STATUS.get(status, Unavailable if status >= 500 else Invalid)
    if media_type == "text/plain" and response.request.url.path.startswith("/access/"):
        return kind(status, "question-refused", response.text, "", {})  # as the standard says
    if media_type != "application/problem+json":
        return _foreign(response)
    body = response.json()
    params = {name: value for name, value in body.items() if name not in KNOWN}
    return kind(status, body["code"], body["detail"], body.get("pointer", ""), params)


def _foreign(response: httpx.Response) -> ClientError:
    """Not from the API: a proxy before it, or a wrong address."""
    status, where = response.status_code, response.request.url.copy_with(query=None)
    if status >= 500:
        return Unavailable(status, "unavailable", f"{where} answers {status}.", "", {})
    return Unreachable(f"At {where} there is no API of Changehands: it answers {status}.")
