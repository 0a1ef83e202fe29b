"""Sending a request until it is answered. A write carries a key, so that it has one effect."""

import time
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from random import uniform
from typing import Any, Final, TypeVar
from uuid import uuid4

import httpx
from pydantic import BaseModel, ValidationError

from changehands.client.problems import Unreachable, problem_in

ATTEMPTS: Final = 5
PATIENCE: Final = 30.0  # seconds; who asks for more is not waited for
BEGINNING: Final = 0.25
TRY_AGAIN: Final = frozenset({429, 502, 503, 504})
AS_MANY_AS_POSSIBLE: Final = 100
HOME: Final = "/api/v1"
ELSEWHERE: Final = ("/access/", "/.well-known/")  # where a standard says so

Shape = TypeVar("Shape", bound=BaseModel)
Sleep = Callable[[float], None]


class Transport:
    """The API of one Manager, as the person of one token."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Sleep = time.sleep,
        language: str = "en",
    ) -> None:
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"),
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/json",
                "Accept-Language": language,
            },
            timeout=timeout,
            transport=transport,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def get(self, path: str, shape: type[Shape], **query: Any) -> Shape:
        """What is there."""
        told = {name: value for name, value in query.items() if value not in (None, "")}
        return _read(self._send("GET", path, params=told), shape)

    def pages(
        self,
        path: str,
        shape: type[Shape],
        *,
        size: int | None = AS_MANY_AS_POSSIBLE,
        **query: Any,
    ) -> Iterator[Shape]:
        """Everything in a list, asked for page by page as it is taken.

        Without a `size` it is a list that comes whole.
        """
        told = {name: value for name, value in query.items() if value not in (None, "")}
        if size is not None:
            told["limit"] = size
        while True:
            answer = self._send("GET", path, params=told)
            body = _json(answer)
            for item in body["items"]:
                yield _shaped(answer, item, shape)
            if body["next"] is None:
                return
            told["cursor"] = body["next"]

    def ask(self, path: str, shape: type[Shape], body: Mapping[str, Any]) -> Shape:
        """The answer to a question that changes nothing."""
        return _read(self._send("POST", path, json=_told(body)), shape)

    def write(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, key: str = ""
    ) -> httpx.Response:
        """The answer to a change; `key` names it, so that sent again it has one effect."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        content = {"json": _told(body)} if body is not None else {}
        return self._send(method, path, headers=headers, **content)

    def make(
        self, path: str, shape: type[Shape], body: Mapping[str, Any] | None = None, *, key: str = ""
    ) -> Shape:
        """What a change brought about."""
        return _read(self.write("POST", path, body, key=key), shape)

    def change(self, path: str, shape: type[Shape], body: Mapping[str, Any]) -> Shape:
        """What something is after a change."""
        return _read(self.write("PATCH", path, body), shape)

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        request = self._http.build_request(method, _address(path), **content)
        for attempt in range(1, ATTEMPTS + 1):
            pause = uniform(0.5, 1) * BEGINNING * 2 ** (attempt - 1)
            try:
                answer = self._http.send(request)
            except httpx.TransportError as error:
                if attempt == ATTEMPTS or isinstance(error, httpx.UnsupportedProtocol):
                    raise _unreachable(request, error) from error
            else:
                if answer.is_success:
                    return answer
                asked = _asked_to_wait(answer)
                pause = pause if asked is None else asked
                if attempt == ATTEMPTS or not _is_worth_it(answer, pause):
                    raise problem_in(answer)
            self._sleep(pause)
        raise AssertionError("the last attempt returns or raises")


def _address(path: str) -> str:
    return path if path.startswith(ELSEWHERE) else HOME + path


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


def _is_worth_it(answer: httpx.Response, pause: float) -> bool:
    return answer.status_code in TRY_AGAIN and pause <= PATIENCE


def _asked_to_wait(answer: httpx.Response) -> float | None:
    """`Retry-After` in seconds; it may be a time too."""
    asked = answer.headers.get("Retry-After", "")
    if asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except ValueError:
        return None


def _read(answer: httpx.Response, shape: type[Shape]) -> Shape:
    return _shaped(answer, _json(answer), shape)


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise _no_api(answer) from error


def _shaped(answer: httpx.Response, content: Any, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise _no_api(answer) from error


def _no_api(answer: httpx.Response) -> Unreachable:
    where = answer.request.url.copy_with(query=None)
    return Unreachable(f"What {where} answers is not of this API's version 1.")


def _unreachable(request: httpx.Request, error: Exception) -> Unreachable:
    host = request.url.copy_with(path="/", query=None)
    return Unreachable(f"{host} does not answer ({error or type(error).__name__}).")
