"""What can be done with the things of an Organization, one class a thing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from changehands.client.shapes import MadeToken, Member, Organization, Product, Token
from changehands.client.transport import Transport

Role = Literal["owner", "admin", "member", "external"]


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
    ) -> Iterator[Product]:
        """All of them by name; those that can be handed over now, or cannot, if so wished."""
        return self._transport.pages(
            f"/organizations/{organization}/products",
            Product,
            kind=kind,
            search=search,
            state=state,
            transferable=None if transferable is None else str(transferable).lower(),
        )

    def show(self, product: str) -> Product:
        """One of them."""
        return self._transport.get(f"/products/{product}", Product)


class Members(Resource):
    """The people of an Organization."""

    def list(
        self, organization: str, *, search: str = "", role: Role | Literal[""] = ""
    ) -> Iterator[Member]:
        """All of them by name."""
        path = f"/organizations/{organization}/members"
        return self._transport.pages(path, Member, search=search, role=role)

    def change_role(self, member: str, role: Role) -> Member:
        """Give one of them another role."""
        answer = self._transport.write("PATCH", f"/members/{member}", {"role": role})
        return Member.model_validate(answer.json())

    def remove(self, member: str) -> None:
        """End a place, and with it the person's rights on the Organization's products."""
        self._transport.write("DELETE", f"/members/{member}")


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
