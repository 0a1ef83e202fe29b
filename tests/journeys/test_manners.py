"""What a page does for people who do not see it whole, or do not want it to move."""

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, expect

from tests.journeys.looking import page_of
from tests.journeys.places import FORMS, Place
from tests.world import World

MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
    const { animationDuration, transitionDuration, transitionProperty } = getComputedStyle(one);
    const long = (text) => text.split(",").some((part) => parseFloat(part) > 0.001);
    return long(animationDuration) || (transitionProperty !== "none" && long(transitionDuration));
}).map((one) => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_what_is_wrong_takes_the_focus_and_leads_to_the_field(
    browser: Browser, server: str, committed_world: World, settings: LazySettings, form: Place
) -> None:
    who = getattr(committed_world, form.who) if form.who else None
    page = page_of(browser, server, settings, who, "en")
    page.goto(f"{server}{form.path}")
    form.act(page)
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    link = summary.get_by_role("link").first
    target = link.get_attribute("href") or ""
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    there = "target => document.activeElement.matches(target) || "
    there += "document.querySelector(target).contains(document.activeElement)"
    assert page.evaluate(there, target) or page.url.endswith(target)
    page.context.close()


def test_nothing_moves_for_who_does_not_want_it(
    browser: Browser, server: str, committed_world: World, settings: LazySettings
) -> None:
    page = page_of(browser, server, settings, committed_world.olga, "en")
    page.goto(f"{server}/transfers/")
    page.locator(".need-help").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(MOVING) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING) != []


def test_what_is_chosen_is_spoken(
    browser: Browser, server: str, committed_world: World, settings: LazySettings
) -> None:
    page = page_of(browser, server, settings, committed_world.olga, "en")
    page.goto(f"{server}/transfers/new/")
    page.get_by_role("checkbox", name="Drive", exact=True).check()
    expect(page.locator("[aria-live] #chosen[value='1']")).to_have_text("1")
    assert page.locator("#live[role=status]").count() == 1
