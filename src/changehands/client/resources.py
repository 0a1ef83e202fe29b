"""What can be done with Organizations, products and tokens, one class a thing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from changehands.client.shapes import (
    Accessor,
    Destination,
    Grant,
    Holding,
    MadeToken,
    Organization,
    Product,
    Token,
)
from changehands.client.transport import Transport

ProductSort = Literal["name", "-name", "kind", "-kind"]


class Resource:
    """The calls of one thing."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport


class Organizations(Resource):
    """Where the token may act."""

    def list(self) -> Iterator[Organization]:
        """All of them, by name."""
        return self._transport.pages("/organizations", Organization)

    def show(self, organization: str) -> Organization:
        """One of them."""
        return self._transport.get(f"/organizations/{organization}", Organization)

    def create(
        self, name: str, *, kind: str = "company", country: str = "CH", currency: str = "CHF"
    ) -> Organization:
        """Make one, whose legal representative the token's person becomes."""
        body = {"name": name, "kind": kind, "country": country, "currency": currency}
        return self._transport.make("/organizations", Organization, body)

    def edit(
        self,
        organization: str,
        *,
        name: str | None = None,
        kind: str | None = None,
        country: str | None = None,
        currency: str | None = None,
    ) -> Organization:
        """Change what it is called, is, and pays in; what is left out stays as it is."""
        body = {"name": name, "kind": kind, "country": country, "currency": currency}
        return self._transport.change(f"/organizations/{organization}", Organization, body)

    def destinations(self, organization: str) -> Iterator[Destination]:
        """The other Organizations of the token's person, to which it could hand over at once."""
        return self._transport.pages(
            f"/organizations/{organization}/destinations", Destination, size=None
        )


class Products(Resource):
    """What an Organization holds."""

    def list(
        self,
        organization: str,
        *,
        kind: str = "",
        search: str = "",
        state: str = "",
        transferable: bool | None = None,
        sort: ProductSort = "name",
    ) -> Iterator[Product]:
        """All of them by name; those that can be handed over now, or cannot, if so wished."""
        return self._transport.pages(
            f"/organizations/{organization}/products",
            Product,
            kind=kind,
            search=search,
            state=state,
            transferable=None if transferable is None else str(transferable).lower(),
            sort=sort,
        )

    def show(self, product: str) -> Product:
        """One of them."""
        return self._transport.get(f"/products/{product}", Product)

    def people(self, product: str, *, search: str = "") -> Iterator[Accessor]:
        """Who has access, by name, and every reason why."""
        return self._transport.pages(f"/products/{product}/people", Accessor, search=search)

    def holdings(self, product: str) -> Iterator[Holding]:
        """Who held it from when to when, the first one first."""
        return self._transport.pages(f"/products/{product}/holdings", Holding, size=None)

    def grant(
        self,
        product: str,
        *,
        role: str,
        manages: bool = False,
        person: str | None = None,
        team: str | None = None,
    ) -> Grant:
        """Give a person (`usr_…`) or a work team (`tem_…`) of the holder a right, or change it."""
        body = {"role": role, "manages": manages, "user_id": person, "team_id": team}
        return self._transport.make(f"/products/{product}/grants", Grant, body)

    def revoke(self, grant: str) -> None:
        """End a right; what someone has by other means stays."""
        self._transport.write("DELETE", f"/grants/{grant}")


class Tokens(Resource):
    """The tokens of an Organization."""

    def list(self, organization: str) -> Iterator[Token]:
        """All that are not revoked, by name."""
        return self._transport.pages(f"/organizations/{organization}/tokens", Token)

    def make(
        self,
        organization: str,
        *,
        name: str,
        scopes: Sequence[str],
        expires_at: datetime | None = None,
    ) -> MadeToken:
        """Make one; it may do no more, and last no longer, than the token that makes it."""
        body = {
            "name": name,
            "scopes": [*scopes],
            "expires_at": expires_at.isoformat() if expires_at else None,
        }
        return self._transport.make(f"/organizations/{organization}/tokens", MadeToken, body)

    def revoke(self, token: str) -> None:
        """End one at once."""
        self._transport.write("DELETE", f"/tokens/{token}")
