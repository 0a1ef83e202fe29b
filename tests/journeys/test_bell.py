"""The bell in a real browser: it hears of what others do, and says so."""

from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.walking import Walker, settle
from tests.world import World, offer


def test_adam_hears_what_olga_starts_and_opens_it(
    page: Page, live_server: LiveServer, committed_world: World, settings: LazySettings
) -> None:
    world = committed_world
    settle(settings, live_server.url)
    page.clock.install()
    adam = Walker(page, live_server.url)
    adam.log_in(world.adam)
    bell = page.get_by_text("No unread notifications")
    expect(bell).to_have_count(1)

    offer(world.olga, world.ours, world.domain)
    page.clock.run_for(61_000)
    expect(page.locator("#bell-news")).to_have_text("1 unread notification")
    expect(bell).to_have_count(0)

    page.locator("[data-bell] > summary").press("Enter")
    page.get_by_role("button", name="Olga has started a transfer of ours.example").click()
    page.wait_for_url(f"**/transfers/{world.ours.transfers_out.get().public_id}/")
    expect(page.get_by_text("No unread notifications")).to_have_count(1)


def test_everything_is_read_without_leaving_the_page(
    page: Page, live_server: LiveServer, committed_world: World, settings: LazySettings
) -> None:
    settle(settings, live_server.url)
    offer(committed_world.olga, committed_world.ours, committed_world.domain)
    adam = Walker(page, live_server.url)
    adam.log_in(committed_world.adam)
    page.locator("[data-bell] > summary").click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("#bell-news")).to_have_text("All notifications are marked as read.")
    expect(page.locator("#bell-count")).to_have_text("No unread notifications")
    expect(page.locator("[data-bell] > summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="All notifications")).to_be_hidden()
