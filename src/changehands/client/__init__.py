"""A client of the REST API, for programs in Python.

    with Client("https://manager.example", token) as client:
        for product in client.products.list(organization):
            ...

Lists are iterators that ask for pages as they go. Writes carry an Idempotency-Key, so that one that
is sent again after a lost answer has one effect. A refusal is a Problem with its `code`.
"""

import time
from types import TracebackType
from typing import Self

import httpx

from changehands.client.problems import (
    ClientError,
    Conflict,
    Denied,
    Invalid,
    NotFound,
    NotSignedIn,
    Problem,
    TooMany,
    Unavailable,
    Unreachable,
)
from changehands.client.resources import Members, Organizations, Products, Tokens
from changehands.client.shapes import Conditions, Me
from changehands.client.transfers import Transfers
from changehands.client.transport import Sleep, Transport


class Client:
    """The Manager at an address, as the person of a token.

    A request that cannot be sent, or is answered with 429, 502, 503 or 504, is sent again a few
    times, after as many seconds as `Retry-After` says where it is there.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._transport = Transport(
            base_url, token, timeout=timeout, transport=transport, sleep=sleep
        )
        self.organizations = Organizations(self._transport)
        self.products = Products(self._transport)
        self.transfers = Transfers(self._transport)
        self.members = Members(self._transport)
        self.tokens = Tokens(self._transport)

    def me(self) -> Me:
        """Who the token acts for, and to which Organization it is bound."""
        return self._transport.get("/me", Me)

    def conditions(self) -> Conditions:
        """The general conditions in force: accept them by handing `version` over."""
        return self._transport.get("/conditions", Conditions)

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


__all__ = [
    "Client",
    "ClientError",
    "Conflict",
    "Denied",
    "Invalid",
    "NotFound",
    "NotSignedIn",
    "Problem",
    "TooMany",
    "Unavailable",
    "Unreachable",
]
