"""The picture and the chain in a real browser: accessible, readable, one drawing at a time."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from changehands.core import transfers
from changehands.core.transfers import selection
from changehands.kernel.clock import now
from changehands.models import Transfer, User
from tests.world import World, link_of, offer, take

WIDTHS = (1280, 390)
SMALLEST = """
    [...document.querySelectorAll(".picture__svg text")].filter(text => text.getClientRects().length)
      .map(text => parseFloat(getComputedStyle(text).fontSize)
        * text.ownerSVGElement.getBoundingClientRect().width
        / text.ownerSVGElement.viewBox.baseVal.width)
      .reduce((smallest, size) => Math.min(smallest, size))
"""
OUTSIDE = """
    [...document.querySelectorAll(".picture__svg text")].filter(text => text.getClientRects().length)
      .filter(text => text.getBBox().x + text.getBBox().width
        > text.ownerSVGElement.viewBox.baseVal.width)
      .map(text => text.textContent)
"""


@pytest.fixture
def waiting(committed_world: World) -> Transfer:
    """Olga offers the hosting and the drive."""
    world = committed_world
    return offer(world.olga, world.ours, world.hosting, world.drive, at=now())


@pytest.fixture
def address(page: Page, live_server: LiveServer, settings: LazySettings) -> str:
    settings.BASE_URL = live_server.url
    return str(live_server.url)


def sign_in(page: Page, address: str, settings: LazySettings, user: User) -> None:
    """Be this person from now on."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}]
    )


def looks(page: Page) -> Iterator[str]:
    """The page in both widths and both themes."""
    for width in WIDTHS:
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.wait_for_timeout(250)  # colours change softly
            yield f"{width} {theme}"


def faults(page: Page, within: str) -> list[str]:
    """What axe finds in a part of the page, in every look."""
    found = []
    for look in looks(page):
        report = Axe().run(page, context={"include": [within]})
        found += [
            f"{look}: {fault['id']} {fault['nodes'][0]['html'][:200]}"
            for fault in report.response["violations"]
        ]
    return found


def is_sound(page: Page) -> None:
    """One drawing at a time, of at least 12 pixels, within its bounds, without a fault."""
    for look in looks(page):
        shown = "narrow" if look.startswith("390") else "wide"
        visible = page.locator(".picture__svg:visible")
        assert visible.count() == 1, look
        assert f"picture__svg--{shown}" in (visible.get_attribute("class") or "")
        assert page.evaluate(SMALLEST) >= 12, look
        assert page.evaluate(OUTSIDE) == [], look
    assert faults(page, ".picture") == []


def test_the_picture_of_the_dialog_is_sound(
    page: Page, address: str, settings: LazySettings, committed_world: World
) -> None:
    world = committed_world
    keys = [world.hosting.id, world.drive.id]
    selection.tick(actor=world.olga, organization_id=world.ours.id, add=keys)
    sign_in(page, address, settings, world.olga)
    page.goto(address + reverse("transfer-new"))
    page.get_by_label("I have read and accept").check()
    page.get_by_role("button", name="Transfer", exact=True).click()
    page.get_by_role("button", name="I have read this").wait_for()
    is_sound(page)


def test_the_picture_of_a_transfer_is_sound(
    page: Page, address: str, settings: LazySettings, committed_world: World, waiting: Transfer
) -> None:
    sign_in(page, address, settings, committed_world.olga)
    page.goto(address + reverse("transfer", args=[waiting.id]))
    is_sound(page)


def test_the_picture_of_an_offer_is_sound(
    page: Page, address: str, settings: LazySettings, committed_world: World, waiting: Transfer
) -> None:
    sign_in(page, address, settings, committed_world.rui)
    page.goto(transfers.address(waiting))
    page.wait_for_url(re.compile("/t/trf_[^#]*$"))
    page.locator(".picture").wait_for()
    is_sound(page)


def test_the_chain_of_a_product_is_sound(
    page: Page, address: str, settings: LazySettings, committed_world: World, waiting: Transfer
) -> None:
    world = committed_world
    take(world.rui, waiting, world.theirs, at=now(), link=link_of(waiting))
    sign_in(page, address, settings, world.rui)
    page.goto(address + reverse("product", args=[world.drive.id]))
    assert faults(page, ".chain") == []
