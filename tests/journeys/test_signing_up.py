"""From a link to an account, and back to where one came from."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from changehands.models import Membership, User
from tests.journeys.conftest import Deliver
from tests.world import PASSWORD, World


def _code(deliver: Deliver, address: str) -> str:
    body = next(sent.body for sent in reversed(deliver()) if sent.to == [address])
    found = re.search(r"^    (\S+)$", str(body), re.MULTILINE)
    assert found
    return found.group(1)


def _sign_up(page: Page, address: str) -> None:
    page.get_by_label("Your name").fill("Zoe Newcomer")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill("a long walk home")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="Confirm your address")).to_be_visible()


def test_someone_new_signs_up_and_lands_where_they_wanted_to_go(
    committed_world: World, live_server: LiveServer, page: Page, deliver: Deliver
) -> None:
    page.goto(f"{live_server.url}{reverse('organization-new')}")
    page.get_by_role("link", name="Create an account").click()
    _sign_up(page, "zoe@new.example")
    page.get_by_label("Code").fill(_code(deliver, "zoe@new.example"))
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(f"{live_server.url}{reverse('organization-new')}")
    page.get_by_label("Name", exact=True).fill("Newcomers Ltd")
    page.get_by_role("button", name="Create the Organization").click()
    expect(page.get_by_text("Newcomers Ltd is there, and you are its owner.")).to_be_visible()
    place = Membership.objects.get(organization__name="Newcomers Ltd")
    assert (place.user.name, place.user.email, place.role) == (
        "Zoe Newcomer",
        "zoe@new.example",
        "owner",
    )


def test_a_wrong_code_confirms_nothing(
    committed_world: World, live_server: LiveServer, page: Page
) -> None:
    page.goto(f"{live_server.url}{reverse('account_signup')}")
    _sign_up(page, "zoe@new.example")
    page.get_by_label("Code").fill("AAAA-BBBB")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not the code of the last mail.")
    page.goto(f"{live_server.url}{reverse('settings')}")
    expect(page.get_by_role("heading", name="Confirm your address")).to_be_visible()
    assert not User.objects.get(email="zoe@new.example").emailaddress_set.get().verified


def test_someone_who_forgot_their_password_chooses_a_new_one(
    committed_world: World, live_server: LiveServer, page: Page, deliver: Deliver
) -> None:
    page.goto(f"{live_server.url}{reverse('account_login')}")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail address").fill("olga@people.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = re.search(r"http://\S+", str(deliver()[-1].body))
    assert link
    page.goto(link.group(0).replace("http://localhost:8000", live_server.url))
    page.get_by_label("New password", exact=True).fill("another long walk")
    page.get_by_label("New password once more").fill("another long walk")
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
    olga = User.objects.get(email="olga@people.example")
    assert olga.check_password("another long walk")
    assert not olga.check_password(PASSWORD)
