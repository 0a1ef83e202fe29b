"""What every answer passes through."""

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.world import World, make_product, offer

ASKED = {"Accept-Encoding": "gzip"}


def test_a_page_goes_compressed(world: World) -> None:
    client = Client(headers=ASKED)
    client.force_login(world.olga)
    for number in range(30):
        make_product(world.ours, "vps", f"Server {number}")
    answer = client.get("/products/")
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]


def test_a_page_that_holds_a_link_does_not(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    client = Client(headers=ASKED)
    client.force_login(world.olga)
    answer = client.get(f"/transfers/{transfer.public_id}/")
    assert b"#cht_" in answer.content
    assert "Content-Encoding" not in answer.headers


@pytest.fixture
def behind_tls(settings: LazySettings) -> Client:
    """A browser that reaches the Manager through a proxy that ends TLS, by plain http inside."""
    settings.SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.CSRF_TRUSTED_ORIGINS = ["https://manager.example"]
    return Client(enforce_csrf_checks=True, headers={"Origin": "https://manager.example"})


def test_behind_a_proxy_that_ends_tls_a_form_is_taken(behind_tls: Client, world: World) -> None:
    behind_tls.get("/accounts/login/")
    token = next(morsel.value for name, morsel in behind_tls.cookies.items() if "csrf" in name)
    form = {"login": "nobody@ours.example", "password": "x", "csrfmiddlewaretoken": token}
    assert behind_tls.post("/accounts/login/", form).status_code != 403


def test_behind_a_proxy_that_ends_tls_browsers_are_told_to_stay_with_it(
    behind_tls: Client, world: World
) -> None:
    assert behind_tls.get("/accounts/login/")["Strict-Transport-Security"] == "max-age=31536000"


def test_on_plain_http_nothing_speaks_of_tls(world: World) -> None:
    assert "Strict-Transport-Security" not in Client().get("/accounts/login/").headers
