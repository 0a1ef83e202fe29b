"""What people do again and again in the browser."""

import re

from django.conf import LazySettings
from playwright.sync_api import Browser, Page

from changehands.models import User
from tests.world import PASSWORD


class Walker:
    """A person with a browser of their own, at one address of the Manager."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def log_in(self, user: User) -> None:
        """Log in from the login page that is open, or from its address."""
        if "/accounts/login/" not in self.page.url:
            self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_label("E-mail address").fill(user.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def choose(self, *names: str) -> None:
        """Tick products on the selection page."""
        for number, name in enumerate(names, start=1):
            self.page.get_by_role("checkbox", name=name, exact=True).check()
            self.page.locator(f"#chosen[value='{number}']").wait_for()

    def start(self) -> None:
        """Accept the conditions, read the warnings, start."""
        self.page.get_by_label("I have read and accept").check()
        self.page.get_by_role("button", name="Transfer", exact=True).click()
        self.page.get_by_role("button", name="I have read this").click()
        self.page.wait_for_url(re.compile("/transfers/trf_"))

    def link(self) -> str:
        """The link shown on the page of a waiting transfer."""
        return self.page.get_by_role("textbox", name="Link").inner_text()

    def receive(self) -> None:
        """Accept the conditions and receive."""
        self.page.get_by_label("I have read and accept").check()
        self.page.get_by_role("button", name="Receive the products").click()
        self.page.wait_for_url(re.compile("/transfers/trf_"))


def newcomer(browser: Browser, address: str) -> Walker:
    """Somebody else, with a fresh browser."""
    return Walker(browser.new_context().new_page(), address)


def settle(settings: LazySettings, address: str) -> None:
    """Let links lead to the server of the test."""
    settings.BASE_URL = address
