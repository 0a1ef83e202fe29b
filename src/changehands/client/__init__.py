"""A client of the REST API, for programs in Python.

    with Client("https://manager.example", token) as client:
        for product in client.products.list(organization):
            ...

Lists are iterators that ask for pages as they go. Writes carry an Idempotency-Key, so that one that
is sent again after a lost answer has one effect. A refusal is a Problem with its `code`.
"""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import httpx

from changehands.client.access import Access, Question
from changehands.client.people import Invitations, Members, Teams
from changehands.client.platform import Platform
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
from changehands.client.records import Events, Invoices
from changehands.client.resources import Organizations, Products, Tokens
from changehands.client.shapes import Conditions, Kind, Me
from changehands.client.transfers import Transfers
from changehands.client.transport import Sleep, Transport
from changehands.client.webhooks import Webhooks


class Client:
    """The Manager at an address, as the person of a token.

    A request that cannot be sent, or is answered with 429, 502, 503 or 504, is sent again a few
    times, after as many seconds as `Retry-After` says where it is there. `language` is that of the
    sentences in refusals.
    """

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
        self.address = base_url.rstrip("/")
        self._transport = Transport(
            base_url,
            token,
            timeout=timeout,
            transport=transport,
            sleep=sleep,
            language=language,
        )
        self.organizations = Organizations(self._transport)
        self.products = Products(self._transport)
        self.transfers = Transfers(self._transport)
        self.members = Members(self._transport)
        self.invitations = Invitations(self._transport)
        self.teams = Teams(self._transport)
        self.invoices = Invoices(self._transport)
        self.events = Events(self._transport)
        self.tokens = Tokens(self._transport)
        self.webhooks = Webhooks(self._transport)
        self.platform = Platform(self._transport)
        self.access = Access(self._transport)

    def me(self) -> Me:
        """Who the token acts for, and to which Organization it is bound."""
        return self._transport.get("/me", Me)

    def conditions(self) -> Conditions:
        """The general conditions in force: accept them by handing `version` over."""
        return self._transport.get("/conditions", Conditions)

    def kinds(self) -> Iterator[Kind]:
        """Every kind of product with its rules, by code."""
        return self._transport.pages("/kinds", Kind, size=None)

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
    "Question",
    "TooMany",
    "Unavailable",
    "Unreachable",
]
