"""No page is wider than a phone, in the language with the longest words either."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from changehands.models import User
from changehands.policy.languages import LANGUAGES
from tests.journeys.places import addresses
from tests.journeys.walking import Walker, settle
from tests.web.routes import examples
from tests.world import World

PHONE = {"width": 390, "height": 844}
TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    return [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > edge + 1)
        .map(one => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim()}`)
        .map(words => words.replace(/\\s+/g, ' ').slice(0, 120)).slice(-3);
}"""


def overflowing(page: Page, server: str, found: Iterator[str]) -> dict[str, list[str]]:
    """The pages that scroll sideways, and what sticks out."""
    wide = {}
    for address in found:
        page.goto(f"{server}{address}", wait_until="load")
        if sticking_out := page.evaluate(TOO_WIDE):
            wide[address] = sticking_out
    return wide


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_a_phone(
    page: Page,
    live_server: LiveServer,
    committed_world: World,
    settings: LazySettings,
    language: str,
) -> None:
    settle(settings, live_server.url)
    things, olga = examples(committed_world), committed_world.olga
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.set_extra_http_headers({"Accept-Language": language})
    outside = list(addresses(things, Client(), language))
    wide = overflowing(page, live_server.url, iter(outside))
    page.set_extra_http_headers({"Accept-Language": "en"})  # the walker reads English labels
    Walker(page, live_server.url).log_in(olga)
    User.objects.filter(id=olga.id).update(locale=language)
    client = Client()
    client.force_login(olga)
    inside = [one for one in addresses(things, client, language) if one not in outside]
    wide |= overflowing(page, live_server.url, iter(inside))
    assert len(outside) >= 5 and len(inside) > 20
    assert wide == {}
