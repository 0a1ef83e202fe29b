"""What is read only: invoices and the log."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from changehands.client.resources import Resource
from changehands.client.shapes import Event, Invoice


class Invoices(Resource):
    """The bills of an Organization; they stay when a product goes."""

    def list(
        self,
        organization: str,
        *,
        product: str = "",
        state: Literal["", "open", "paid"] = "",
        search: str = "",
        oldest_first: bool = False,
    ) -> Iterator[Invoice]:
        """All of them, the newest first unless asked otherwise."""
        return self._transport.pages(
            f"/organizations/{organization}/invoices",
            Invoice,
            product=product,
            state=state,
            search=search,
            sort="issued_on" if oldest_first else "-issued_on",
        )


class Events(Resource):
    """What happened in an Organization."""

    def list(
        self,
        organization: str,
        *,
        verb: str = "",
        person: str = "",
        product: str = "",
        since: date | None = None,
        until: date | None = None,
        oldest_first: bool = False,
    ) -> Iterator[Event]:
        """The log, the newest first unless asked otherwise; both days are included.

        `verb` is a whole one, as `transfer.completed`, or its noun, as `transfer`.
        """
        return self._transport.pages(
            f"/organizations/{organization}/events",
            Event,
            verb=verb,
            person=person,
            product=product,
            since=since.isoformat() if since else None,
            until=until.isoformat() if until else None,
            sort="at" if oldest_first else "-at",
        )
