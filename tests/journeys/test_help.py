"""Help where one stands: the panel, by keyboard, and the plain link without script."""

import re

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.walking import Walker
from tests.world import World


def test_the_panel_opens_beside_the_page_and_gives_the_focus_back(
    page: Page, live_server: LiveServer, committed_world: World
) -> None:
    walker = Walker(page, live_server.url)
    walker.log_in(committed_world.olga)
    page.goto(f"{live_server.url}/transfers/new/")
    link = page.get_by_role("link", name="Need help? The general conditions")
    link.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="The general conditions")
    expect(panel).to_be_visible()
    expect(page.locator("#help-panel-title")).to_be_focused()
    assert page.url.endswith("/transfers/new/")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(link).to_be_focused()


def test_articles_lead_to_each_other_inside_the_panel(
    page: Page, live_server: LiveServer, committed_world: World
) -> None:
    walker = Walker(page, live_server.url)
    walker.log_in(committed_world.olga)
    page.goto(f"{live_server.url}/transfers/")
    page.get_by_role("link", name="Need help?").first.click()
    panel = page.locator("#help-panel")
    panel.locator("a[data-help-link]").first.click()
    expect(page.locator("#help-panel-title")).not_to_have_text(
        "Transfer a product from one Organization to another"
    )
    panel.get_by_role("button", name="Yes").click()
    expect(panel.get_by_text("You said yes")).to_be_visible()
    expect(panel.get_by_role("button", name="Yes")).to_be_focused()
    assert page.url.endswith("/transfers/")


def test_without_script_help_is_a_page_and_a_vote_is_a_form(
    browser: Browser, live_server: LiveServer, committed_world: World
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    Walker(page, live_server.url).log_in(committed_world.olga)
    page.goto(f"{live_server.url}/transfers/")
    page.get_by_role("link", name="Need help?").first.click()
    expect(page).to_have_url(re.compile("/en/help/2024/"))
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("You said no")).to_be_visible()
