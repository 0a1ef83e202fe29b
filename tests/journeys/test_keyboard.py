"""The whole way from the login to the receipt by keyboard alone, as two people go it."""

from playwright.sync_api import Browser, Page, expect

from changehands.models import User
from tests.world import PASSWORD, World


class Typist:
    """Somebody whose browser has no mouse."""

    def __init__(self, browser: Browser, address: str, path: str) -> None:
        self.page: Page = browser.new_context().new_page()
        self.page.goto(f"{address}{path}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, role: str, name: str) -> None:
        """Press Tab until this control has the focus, and see that this is to be seen."""
        wanted = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        for _press in range(150):
            self.press("Tab")
            if wanted.count() == 1 and wanted.evaluate("one => one === document.activeElement"):
                assert wanted.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
                return
        raise AssertionError(f"{name} cannot be reached with Tab")

    def go(self, role: str, name: str, key: str = "Enter") -> None:
        """Go to a control and press it."""
        self.tab_to(role, name)
        self.press(key)

    def log_in(self, user: User) -> None:
        """Fill in the login page that is open."""
        self.tab_to("textbox", "E-mail address")
        self.page.keyboard.type(user.email)
        self.tab_to("textbox", "Password")
        self.page.keyboard.type(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def sees(self, heading: str) -> None:
        """The heading of the page that is open now."""
        expect(self.page.get_by_role("heading", name=heading)).to_be_visible()

    def is_at(self, role: str, name: str) -> None:
        """Where the focus is."""
        there = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        expect(there).to_be_focused()


def choose_and_start(olga: Typist) -> None:
    """Tick a product, accept the conditions, read the warnings, start."""
    olga.go("checkbox", "Drive", "Space")
    olga.page.locator("#chosen[value='1']").wait_for()
    olga.go("checkbox", "I have read and accept the general conditions", "Space")
    olga.go("button", "Transfer")
    olga.is_at("heading", "Before it starts")
    olga.go("button", "I have read this: start the transfer")
    olga.sees("1 product waits to be received")


def test_from_the_login_to_the_receipt(
    browser: Browser, server: str, committed_world: World
) -> None:
    world = committed_world
    olga = Typist(browser, server, "/transfers/")
    olga.log_in(world.olga)
    olga.go("link", "Hand products over")
    choose_and_start(olga)
    link = olga.page.get_by_role("textbox", name="Link").inner_text()

    rui = Typist(browser, link, "")
    rui.go("link", "Log in")
    rui.log_in(world.rui)
    rui.sees("Ours offers you 1 product")
    rui.go("checkbox", "I have read and accept the general conditions", "Space")
    rui.go("button", "Receive the products")
    rui.sees("1 product came from Ours")
    rui.go("link", "Receipt")
    expect(rui.page.get_by_text("Conditions accepted for Ours")).to_be_visible()
    world.drive.refresh_from_db()
    assert world.drive.holder == world.theirs


def test_the_warnings_are_left_again_and_the_focus_returns_to_where_it_was(
    browser: Browser, server: str, committed_world: World
) -> None:
    olga = Typist(browser, server, "/transfers/new/")
    olga.log_in(committed_world.olga)
    olga.go("checkbox", "Drive", "Space")
    olga.page.locator("#chosen[value='1']").wait_for()
    olga.go("checkbox", "I have read and accept the general conditions", "Space")
    for leave in ("Close", "Go back"):
        olga.go("button", "Transfer")
        olga.is_at("heading", "Before it starts")
        olga.go("button", leave)
        expect(olga.page.get_by_role("dialog")).to_be_hidden()
        olga.is_at("button", "Transfer")
    assert not committed_world.ours.transfers_out.exists()


def test_a_dialog_inside_a_dialog_gives_the_focus_back_too(
    browser: Browser, server: str, committed_world: World
) -> None:
    olga = Typist(browser, server, "/transfers/new/")
    olga.log_in(committed_world.olga)
    olga.go("checkbox", "Drive", "Space")
    olga.page.locator("#chosen[value='1']").wait_for()
    olga.go("checkbox", "I have read and accept the general conditions", "Space")
    olga.go("button", "Transfer")
    help_link = "Need help? The warnings before a transfer"
    olga.go("link", help_link)
    expect(olga.page.locator("#help-panel-title")).to_be_focused()
    olga.press("Escape")
    olga.is_at("link", help_link)
    olga.press("Escape")
    olga.is_at("button", "Transfer")


def test_menus_open_and_close_and_the_language_is_chosen(
    browser: Browser, server: str, committed_world: World
) -> None:
    olga = Typist(browser, server, "/products/")
    olga.log_in(committed_world.olga)
    account = olga.page.locator("summary", has_text="Your account")
    for _press in range(20):
        olga.press("Tab")
        if account.evaluate("one => one === document.activeElement"):
            break
    olga.press("Enter")
    expect(olga.page.get_by_role("button", name="Deutsch")).to_be_visible()
    olga.press("Tab", "Escape")
    expect(account).to_be_focused()
    expect(olga.page.get_by_role("button", name="Deutsch")).to_be_hidden()
    olga.press("Space")
    olga.go("button", "Deutsch")
    expect(olga.page.locator("html")).to_have_attribute("lang", "de")


def test_the_first_press_of_tab_offers_to_skip_to_the_content(
    browser: Browser, server: str, committed_world: World
) -> None:
    olga = Typist(browser, server, "/products/")
    olga.log_in(committed_world.olga)
    olga.go("link", "Skip to the content")
    expect(olga.page.locator("main")).to_be_focused()
    olga.press("Tab")
    assert olga.page.evaluate("document.activeElement.closest('main') !== null")
