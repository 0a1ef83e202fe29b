"""What is wrong with the page that is open, in every look; nothing is loaded twice for it."""

from collections.abc import Iterator
from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize

from changehands.models import User

WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
RUN: Final = """options => axe.run(document, options).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, any, all, none }) =>
        `${id}: ${html.slice(0, 160)} ${[...any, ...all, ...none].map(one => one.message)[0]}`)))"""
QUICK: Final = {"resultTypes": ["violations"], "preload": False, "iframes": False}
# Links in a sentence are excepted, as in WCAG 2.5.5. A label is part of the control that it names;
# the name of a row is pressed on its whole cell (tables.css).
TOO_SMALL: Final = """() => {
    const box = (one) => one.getBoundingClientRect();
    const around = (one) => one.matches(".cell-main .item__title")
        ? [one.closest(".cell-main")] : [one, ...(one.labels ?? [])];
    const most = (one, side) => Math.max(...around(one).map((part) => box(part)[side]));
    return [...document.querySelectorAll("button, summary, select, textarea, a.button, a.back, "
            + "input:not([type=hidden]), a.bar__tool, a.nav__link, a.menu__item, a.need-help, "
            + "a.item__title, a.subnav__link")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && box(one).width > 1)
        .filter((one) => most(one, "height") < 43.5 || most(one, "width") < 43.5)
        .map((one) => `${most(one, "width")} x ${most(one, "height")} ${one.outerHTML}`)
        .map((words) => words.replace(/\\s+/g, " ").slice(0, 150));
}"""
# axe measures what is not covered: under a menu little, and it takes a dialog to be under the page
COVERED: Final = "() => document.querySelector('details[data-menu][open], dialog:modal') !== null"
# one finds what is below 4.5:1, the other what is below 7:1 and not found by the first
COLOURS: Final = ("color-contrast", "color-contrast-enhanced")


def faults(page: Page, language: str) -> Iterator[str]:
    """Every fault in both widths and both themes: what has no colour is the same in the dark.

    Of axe's rules those of WCAG 2.2 A and AA and of best practice are on, the size of targets too.
    In English text needs a contrast of 7:1 (large text 4.5:1), which is AAA; in German, whose words
    are the longest, everything that is pressed must be large enough for a finger.
    """
    strictly, touched = language == "en", language == "de"
    covered = page.evaluate(COVERED)
    enabled = {"target-size": not covered, COLOURS[1]: strictly}
    everything = {**QUICK, "rules": {rule: {"enabled": on} for rule, on in enabled.items()}}
    colours = {**QUICK, "runOnly": COLOURS if strictly else COLOURS[:1]}
    page.evaluate(AXE_SCRIPT)
    for name, size in {"phone": PHONE, "wide": WIDE}.items():
        page.set_viewport_size(size)
        for theme, options in {"light": everything, "dark": colours}.items():
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            for fault in page.evaluate(RUN, options):
                yield f"{name} {theme} {fault}"
        if name == "phone" and touched:
            yield from (f"{name} too small: {one}" for one in page.evaluate(TOO_SMALL))


def page_of(
    browser: Browser,
    address: str,
    settings: LazySettings,
    user: User | None,
    language: str,
) -> Page:
    """A browser of one's own: who is signed in, reads in this language; in German, by touch."""
    context = browser.new_context(
        locale=language, reduced_motion="reduce", has_touch=language == "de"
    )
    if user:
        User.objects.filter(id=user.id).update(locale=language)
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}]
        )
    return context.new_page()
