"""Pictures of the main pages, from the running demo.

Run: make pictures. Starts a Manager of its own and writes docs/pictures/ (wide and narrow, light
and dark, in English) and the pictures of the help's articles (in each language).
"""

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from running import HERE, QUIET, chromium, log_in, manager

DOCUMENTS: Final = HERE / "docs/pictures"
HELP: Final = HERE / "src/changehands/static/changehands/pictures"
LANGUAGES: Final = ("en", "fr", "de", "it", "es")
OF_ARTICLES: Final = (
    "activity",
    "invoices",
    "organizations",
    "people",
    "product",
    "receipt",
    "reception",
    "selection",
    "settings",
    "started",
    "teams",
    "tokens",
    "transfers",
    "warnings",
)


@dataclass(frozen=True, slots=True)
class Round:
    """One way through the Manager: how it looks, and which pictures are kept where."""

    browser: Browser
    address: str
    folder: Path
    names: str
    size: tuple[int, int]
    scheme: str = "light"
    language: str = "en"
    wanted: tuple[str, ...] = ()

    def page(self) -> Page:
        """A page of a browser of its own."""
        width, height = self.size
        return self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if self.scheme == "dark" else "light",
            locale=self.language,
        ).new_page()

    def shoot(self, page: Page, name: str) -> None:
        """Keep a picture of what is on the screen, if this round wants it."""
        if self.wanted and name not in self.wanted:
            return
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)  # what fades in has done so
        target = self.folder / self.names.format(name)
        with Image.open(io.BytesIO(page.screenshot())) as shot:
            shot.convert("RGB").save(target, quality=80, method=6)


def rounds(browser: Browser, address: str) -> Iterator[Round]:
    """Every way through, one after the other."""
    for size, measures in {"wide": (1280, 860), "narrow": (390, 844)}.items():
        for scheme in ("light", "dark"):
            names = f"{{}}-{size}-{scheme}.webp"
            yield Round(browser, address, DOCUMENTS, names, measures, scheme)
    for language in LANGUAGES:
        folder = HELP / language
        yield Round(
            browser, address, folder, "{}.webp", (1120, 760), "light", language, OF_ARTICLES
        )


def walk(this: Round) -> None:
    """The pages that one meets on the way from a selection to its receipt."""
    page = this.page()
    page.goto(f"{this.address}/accounts/login/")
    this.shoot(page, "login")
    log_in(page, this.address, "owner@ours.example")
    speak(page, this)
    for name in ("products", "people", "teams", "invoices", "activity", "transfers"):
        page.goto(f"{this.address}/{name}/")
        this.shoot(page, name)
    for name, path in {"settings": "settings/", "tokens": "settings/tokens/"}.items():
        page.goto(f"{this.address}/{path}")
        this.shoot(page, name)
    page.goto(f"{this.address}/products/")
    page.locator(".switcher summary").click()
    this.shoot(page, "organizations")
    page.goto(f"{this.address}/products/?kind=kdrive")
    page.locator("main a.item__title").first.click()
    this.shoot(page, "product")
    begin(page, this)
    offered(page, this)
    page.goto(f"{this.address}/transfers/?state=completed")
    page.locator("main a.item__title").first.click()
    page.locator("a[href$='/receipt']").first.click()
    this.shoot(page, "receipt")
    page.goto(f"{this.address}/{this.language}/help/2024/")
    this.shoot(page, "help")
    page.context.close()


def speak(page: Page, this: Round) -> None:
    """Choose the language of the round for the person who is signed in."""
    page.locator(f"button[name=language][value={this.language}]").first.evaluate(
        "button => button.form.requestSubmit(button)"
    )
    page.wait_for_load_state("networkidle")


def begin(page: Page, this: Round) -> None:
    """Choose three products, read the warnings, start."""
    page.goto(f"{this.address}/transfers/new/?kind=kdrive")
    page.locator("[data-select-row]:not(:disabled)").first.check()
    page.locator("#chosen[value='1']").wait_for()
    page.goto(f"{this.address}/transfers/new/?kind=domain")
    boxes = page.locator("[data-select-row]:not(:disabled)")
    for number in (0, 1):
        boxes.nth(number).check()
        page.locator(f"#chosen[value='{number + 2}']").wait_for()
    page.locator("input[name=conditions]").check()
    page.evaluate("scrollTo(0, 0)")
    this.shoot(page, "selection")
    page.locator("#transfer").click()
    page.locator("dialog[open]").wait_for()
    this.shoot(page, "warnings")
    page.locator("dialog .button--primary").click()
    page.locator("#link").wait_for()
    this.shoot(page, "started")


def offered(page: Page, this: Round) -> None:
    """What the receiver sees; the offer is cancelled after, so that the next round can make it."""
    other = this.page()
    log_in(other, this.address, "owner@theirs.example")
    speak(other, this)
    other.goto(page.locator("#link").inner_text().strip())
    other.locator("[name=destination]").first.wait_for()
    this.shoot(other, "reception")
    other.context.close()
    page.locator("a[href$='/cancellation']").first.click()
    page.locator("main form button[type=submit]").last.click()


def main() -> None:
    """Take them all."""
    for folder in (DOCUMENTS, *(HELP / language for language in LANGUAGES)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with manager() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for this in rounds(browser, address):
            walk(this)
            print(f"{this.folder.relative_to(HERE)}: {this.names.format('…')}")
        browser.close()


if __name__ == "__main__":
    main()
