"""A client of the real application, in this process."""

import httpx
import pytest
from django.test import Client as DjangoClient

from changehands.client import Client
from changehands.models import Organization, User
from tests.api.calling import make_token
from tests.world import World


class Application(httpx.BaseTransport):
    """Every request goes to the application through Django's own test client."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = DjangoClient(raise_request_exception=False).generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            content_type=request.headers.get("Content-Type", ""),
            headers={name: request.headers[name] for name in SENT if name in request.headers},
        )
        return httpx.Response(
            answer.status_code, headers=dict(answer.headers), content=answer.content
        )


SENT = ("Authorization", "Accept", "Accept-Language", "Idempotency-Key")


def open_client(
    user: User,
    organization: Organization | None,
    wire: httpx.BaseTransport | None = None,
    *scopes: str,
) -> Client:
    """A client of this person's."""
    _, secret = make_token(user, organization, *scopes)
    wire = wire or Application()
    return Client("http://localhost", secret, transport=wire, sleep=lambda _: None)


@pytest.fixture
def olga(world: World) -> Client:
    """What Olga may do in Ours."""
    return open_client(world.olga, world.ours)


@pytest.fixture
def rui(world: World) -> Client:
    """What Rui may do in Theirs."""
    return open_client(world.rui, world.theirs)
