"""Transfers from both sides: what will happen, offer, send, receive, and what ends it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from changehands.client.resources import Resource
from changehands.client.shapes import (
    Declined,
    Item,
    Mailing,
    Offer,
    OfferedProduct,
    Preview,
    StartedTransfer,
    Transfer,
    TransferDetail,
)

State = Literal["", "waiting", "completed", "cancelled", "declined", "expired", "void"]
PUBLIC_ID: Final = re.compile(r"trf_[0-9a-z]{26}")


class Transfers(Resource):
    """The transfers of an Organization, out and in."""

    def preview(
        self, organization: str, products: Sequence[str], *, destination: str | None = None
    ) -> Preview:
        """What handing over these products will do; it changes nothing."""
        body = {"product_ids": [*products], "destination_id": destination}
        path = f"/organizations/{organization}/transfer-previews"
        return self._transport.ask(path, Preview, body)

    def start(
        self,
        organization: str,
        products: Sequence[str],
        *,
        conditions: str,
        digest: str = "",
        email: str | None = None,
        bound: bool = False,
        destination: str | None = None,
        expires_in: int | None = None,
        language: str | None = None,
    ) -> StartedTransfer:
        """Offer products; with `email` the link is sent, with `destination` they go at once.

        `conditions` is the version accepted, `digest` that of the preview that was read. Raises
        Conflict with a new `preview` in its params when the facts changed meanwhile.
        """
        body = {
            "product_ids": [*products],
            "digest": digest,
            "conditions": conditions,
            "email": email,
            "bound": bound,
            "destination_id": destination,
            "expires_in": expires_in,
            "language": language,
        }
        return self._transport.make(
            f"/organizations/{organization}/transfers", StartedTransfer, body
        )

    def list(
        self,
        organization: str,
        *,
        state: State = "",
        direction: Literal["", "in", "out"] = "",
        search: str = "",
        oldest_first: bool = False,
    ) -> Iterator[Transfer]:
        """All of an Organization's, the newest first unless asked otherwise."""
        path = f"/organizations/{organization}/transfers"
        return self._transport.pages(
            path,
            Transfer,
            state=state,
            direction=direction,
            search=search,
            sort="started_at" if oldest_first else "-started_at",
        )

    def show(self, transfer: str) -> TransferDetail:
        """One of them; its link is there while it waits, for who may send it."""
        return self._transport.get(f"/transfers/{transfer}", TransferDetail)

    def items(self, transfer: str) -> Iterator[Item]:
        """The products of one of them."""
        return self._transport.pages(f"/transfers/{transfer}/items", Item)

    def send(
        self, transfer: str, email: str, *, bound: bool = False, language: str | None = None
    ) -> Mailing:
        """Send the link to an address; with `bound` it alone may receive from now on."""
        body = {"email": email, "bound": bound, "language": language}
        return self._transport.make(f"/transfers/{transfer}/mailings", Mailing, body)

    def link(self, transfer: str) -> str | None:
        """The link, while it waits and for who may send it."""
        return self.show(transfer).link

    def new_link(self, transfer: str) -> str | None:
        """Another link; the old one is dead from now on."""
        self._transport.make(f"/transfers/{transfer}/links", Transfer)
        return self.link(transfer)

    def cancel(self, transfer: str) -> Transfer:
        """Take a waiting offer back."""
        return self._transport.make(f"/transfers/{transfer}/cancellation", Transfer)

    def extend(self, transfer: str, days: int) -> Transfer:
        """Let it wait this many days from now."""
        body = {"expires_in": days}
        return self._transport.make(f"/transfers/{transfer}/extension", Transfer, body)

    def direct(
        self, transfer: str, *, destination: str, conditions: str, digest: str = ""
    ) -> Transfer:
        """Hand a waiting transfer over to an Organization of one's own, at once."""
        body = {"destination_id": destination, "conditions": conditions, "digest": digest}
        return self._transport.make(f"/transfers/{transfer}/reception", Transfer, body)

    def inspect(self, link: str, *, destination: str | None = None) -> Offer:
        """What a holder of the link may see; it changes nothing."""
        return self._inspect(link, destination, "")

    def offered(self, link: str) -> Iterator[OfferedProduct]:
        """The products that are offered, asked for page by page as they are taken."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._inspect(link, None, cursor).products
            yield from page.items if page else []
            cursor = page.next if page else None

    def receive(
        self, link: str, *, destination: str, conditions: str, digest: str = ""
    ) -> Transfer:
        """Take over every product of a waiting transfer, at one instant.

        `digest` is that of the inspection's preview. Raises Conflict when someone was faster, when
        the offer is over, and with a new `preview` when it changed meanwhile.
        """
        body = {
            "link": link,
            "destination_id": destination,
            "conditions": conditions,
            "digest": digest,
        }
        return self._transport.make(f"/transfers/{self._named(link)}/reception", Transfer, body)

    def decline(self, link: str) -> Declined:
        """Refuse an offer."""
        return self._transport.make(
            f"/transfers/{self._named(link)}/refusal", Declined, {"link": link}
        )

    def _inspect(self, link: str, destination: str | None, cursor: str) -> Offer:
        body = {"link": link, "destination_id": destination, "cursor": cursor, "limit": 100}
        return self._transport.ask("/links/inspections", Offer, body)

    def _named(self, link: str) -> str:
        """The transfer that a link names; one that names none is refused by the Manager itself."""
        found = PUBLIC_ID.search(link)
        return found.group() if found else self._inspect(link, None, "").transfer_id
