"""What the first page costs on the way: everything, compressed, to a browser that has nothing yet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.cli.managers import Manager, running_manager
from tests.world import PASSWORD

MOST = 150_000


@pytest.fixture(scope="module")
def manager() -> Iterator[Manager]:
    """Served as operators serve it: static files collected, compressed and with their hashes."""
    with running_manager() as running:
        yield running


def weigh(page: Page, address: str) -> dict[str, int]:
    """The bytes of each answer as they are transferred, headers included, by address."""
    console = page.context.new_cdp_session(page)
    console.send("Network.enable")
    console.send("Network.clearBrowserCache")
    named: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def finished(event: dict[str, int | str]) -> None:
        sizes[named[str(event["requestId"])]] = int(event["encodedDataLength"])

    console.on(
        "Network.responseReceived",
        lambda event: named.update({event["requestId"]: event["response"]["url"]}),
    )
    console.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    assert {address} < sizes.keys() and any("woff2" in one for one in sizes), sizes
    return sizes


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_first_page_weighs_at_most_150_kilobytes(
    browser: Browser, manager: Manager, language: str
) -> None:
    page = browser.new_context(locale=language).new_page()
    before = weigh(page, f"{manager.url}/accounts/login/")
    page.locator("[name=login]").fill("owner@ours.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/")
    first = weigh(page.context.new_page(), f"{manager.url}/products/")
    page.context.close()
    assert sum(before.values()) <= MOST, before
    assert sum(first.values()) <= MOST, first
