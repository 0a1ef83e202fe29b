"""Talking to the API as somebody: a token, a method, an address, a body."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from changehands.core.tokens.secret import SHOWN, digest_of, new_secret
from changehands.kernel.clock import now
from changehands.models import ApiToken, Organization, User
from changehands.policy.scopes import OF_THE_PLATFORM, Scope

EVERYTHING = sorted(set(Scope) - OF_THE_PLATFORM)
HOME = "/api/v1"


def make_token(
    user: User,
    organization: Organization | None,
    *scopes: str,
    expires_at: datetime | None = None,
    revoked: bool = False,
) -> tuple[ApiToken, str]:
    """A token as it stands in the table, whoever its person is there, and its secret."""
    secret = new_secret()
    token = ApiToken.objects.create(
        user=user,
        organization=organization,
        name=f"token of {user.name}",
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=list(scopes or EVERYTHING),
        expires_at=expires_at,
        revoked_at=now() if revoked else None,
        last_used_at=now() + timedelta(days=1),  # so that its use is not noted
    )
    return token, secret


@dataclass
class Api:
    """A program with a token, or without one."""

    secret: str = ""
    client: Client | None = None

    def call(
        self, method: str, path: str, body: Any = None, *, key: str = "", **headers: str
    ) -> HttpResponse:
        """One request; `body` is sent as JSON."""
        sent = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        if key:
            sent["Idempotency-Key"] = key
        client = self.client or Client(raise_request_exception=False)
        return client.generic(  # type: ignore[return-value]
            method,
            HOME + path,
            _encoded(body),
            content_type="application/json",
            headers={**sent, **headers},
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        """GET."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        """POST."""
        return self.call("POST", path, body, key=key, **headers)


def _encoded(body: Any) -> bytes:
    import json

    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def api_of(user: User, organization: Organization | None, *scopes: str) -> Api:
    """A program that acts for a person in an Organization."""
    return Api(make_token(user, organization, *scopes)[1])
