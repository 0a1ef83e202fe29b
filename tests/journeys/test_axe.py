"""Every page and every state of a page, wide and narrow, light and dark, in each language: axe
finds nothing against WCAG 2.2 AA or its best practices, no text is pale, no control too small."""

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, Page

from changehands.models import User
from changehands.policy.languages import LANGUAGES
from tests.journeys.looking import faults, page_of
from tests.journeys.places import addresses, places
from tests.web.routes import examples
from tests.world import World

each_language = pytest.mark.parametrize("language", LANGUAGES)


def found(page: Page, server: str, paths: list[str], language: str) -> list[str]:
    """The faults of these pages, each behind its path."""
    wrong = []
    for path in paths:
        page.goto(f"{server}{path}")
        wrong += [f"{path} {fault}" for fault in faults(page, language)]
    return wrong


@each_language
def test_no_page_has_a_fault(
    browser: Browser,
    server: str,
    committed_world: World,
    settings: LazySettings,
    language: str,
) -> None:
    olga, things = committed_world.olga, examples(committed_world)
    User.objects.filter(id=olga.id).update(locale=language)
    outside = list(addresses(things, Client(), language))
    client = Client()
    client.force_login(olga)
    inside = [one for one in addresses(things, client, language) if one not in outside]
    assert len(outside) > 10 and len(inside) > 30
    signed_out = page_of(browser, server, settings, None, language)
    signed_in = page_of(browser, server, settings, olga, language)
    wrong = found(signed_out, server, outside, language)
    wrong += found(signed_in, server, inside, language)
    assert wrong == [], "\n".join(wrong)


@each_language
def test_no_state_of_a_page_has_a_fault(
    browser: Browser,
    server: str,
    committed_world: World,
    settings: LazySettings,
    language: str,
) -> None:
    wrong = []
    windows: dict[str | None, Page] = {}
    for place in places(committed_world):
        if place.who not in windows:
            who = getattr(committed_world, place.who) if place.who else None
            windows[place.who] = page_of(browser, server, settings, who, language)
        page = windows[place.who]
        page.goto("about:blank")  # else nothing is loaded where the address differs by its end only
        page.goto(f"{server}{place.path}")
        place.act(page)
        wrong += [f"{place.name}: {fault}" for fault in faults(page, language)]
    assert wrong == [], "\n".join(wrong)


def test_a_fault_would_be_found(browser: Browser, server: str, settings: LazySettings) -> None:
    page = page_of(browser, server, settings, None, "en")
    page.goto(f"{server}/accounts/login/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=x>')")
    page.evaluate("document.querySelector('label').style.color = '#777'")
    page.evaluate("document.querySelectorAll('label')[1].style.color = '#666'")
    kinds = {fault.split(" ")[2] for fault in faults(page, "en")}
    assert {"image-alt:", "color-contrast:", "color-contrast-enhanced:"} <= kinds
