"""The three ways from one Organization to another, in a real browser."""

import re

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from changehands.models import Membership, Product, Right, Transfer
from tests.journeys.conftest import Deliver
from tests.journeys.walking import Walker, newcomer, settle
from tests.world import World


@pytest.fixture
def olga(
    page: Page, live_server: LiveServer, committed_world: World, settings: LazySettings
) -> Walker:
    """Olga has logged in and stands on the selection page of Ours."""
    settle(settings, live_server.url)
    walker = Walker(page, live_server.url)
    page.goto(f"{live_server.url}/transfers/new/")
    walker.log_in(committed_world.olga)
    return walker


def people_of(product: Product) -> set[str]:
    return set(Right.objects.filter(product=product).values_list("user__name", flat=True))


def test_olga_gives_a_link_to_rui_and_he_receives(
    olga: Walker, browser: Browser, committed_world: World
) -> None:
    world = committed_world
    olga.choose("Drive", "ours.example")
    expect(olga.page.get_by_text("ours.example serves Hosting")).to_be_visible()
    olga.page.get_by_label("I have read and accept").check()
    olga.page.get_by_role("button", name="Transfer", exact=True).click()
    dialog = olga.page.get_by_role("dialog")
    expect(dialog.get_by_text("people lose access")).to_be_visible()
    expect(dialog.get_by_text("tom@people.example")).to_be_visible()
    expect(dialog.get_by_text("people join the other Organization")).to_be_visible()
    assert not Transfer.objects.exists()
    dialog.get_by_role("button", name="I have read this").click()
    expect(olga.page.get_by_role("heading", name="2 products wait")).to_be_visible()

    rui = newcomer(browser, olga.address)
    rui.page.goto(olga.link())
    expect(rui.page.get_by_role("heading", name="Ours offers you 2 products")).to_be_visible()
    assert "cht_" not in rui.page.url
    expect(rui.page.get_by_text("Drive")).to_have_count(0)
    rui.page.get_by_role("link", name="Log in").click()
    rui.log_in(world.rui)
    expect(rui.page.get_by_text("people come along with the drives")).to_be_visible()
    expect(rui.page.get_by_role("button", name="Receive the products")).to_be_disabled()
    rui.receive()

    expect(rui.page.get_by_role("heading", name="2 products came from Ours")).to_be_visible()
    world.domain.refresh_from_db()
    assert world.domain.holder == world.theirs
    assert people_of(world.domain) == {"Rui", "Rita"}
    assert people_of(world.drive) == {"Rui", "Rita", "Mia", "Kim", "Xen"}
    rui.page.get_by_role("link", name="Receipt").click()
    expect(rui.page.get_by_text("Conditions accepted for Ours")).to_be_visible()
    olga.page.reload()
    expect(olga.page.get_by_role("heading", name="2 products went to Theirs")).to_be_visible()


def test_olga_mails_the_link_to_somebody_new_who_signs_up_and_founds_an_organization(
    olga: Walker, browser: Browser, committed_world: World, deliver: Deliver
) -> None:
    olga.choose("ours.example")
    olga.start()
    olga.page.get_by_label("E-mail address").fill("fresh@people.example")
    olga.page.get_by_role("button", name="Send", exact=True).click()
    expect(olga.page.get_by_text("The link is being sent to fresh@people.example")).to_be_visible()
    (sent,) = [mail for mail in deliver() if mail.to == ["fresh@people.example"]]
    link = re.search(r"http\S+#cht_\w+", sent.body)
    assert link

    fresh = newcomer(browser, olga.address)
    fresh.page.goto(link.group())
    fresh.page.get_by_role("link", name="Create an account").click()
    fresh.page.get_by_label("Your name").fill("Fresh Person")
    fresh.page.get_by_label("E-mail address").fill("fresh@people.example")
    fresh.page.get_by_label("Password", exact=True).fill("a long enough pass-phrase")
    fresh.page.get_by_role("button", name="Create").click()
    fresh.page.wait_for_url(re.compile("confirm-email"))
    code = re.search(r"^    (\S+)$", str(deliver()[-1].body), re.MULTILINE)
    assert code
    fresh.page.get_by_label("Code").fill(code.group(1))
    fresh.page.keyboard.press("Enter")
    fresh.page.wait_for_url(re.compile("/t/trf_"))
    fresh.page.get_by_role("link", name="Create an Organization").click()
    fresh.page.get_by_label("Name", exact=True).fill("Fresh Start")
    fresh.page.get_by_role("button", name="Create").click()
    fresh.page.wait_for_url(re.compile("/t/trf_"))
    fresh.receive()

    product = Product.objects.select_related("holder").get(id=committed_world.domain.id)
    assert product.holder.name == "Fresh Start"
    assert Membership.objects.get(organization=product.holder).role == "owner"


def test_olga_hands_over_to_another_organization_of_hers_at_once(
    olga: Walker, committed_world: World
) -> None:
    olga.choose("Suite")
    olga.start()
    olga.page.get_by_role("radio", name="Labs").check()
    olga.page.get_by_role("button", name="Go on").click()
    expect(olga.page.get_by_role("heading", name="Hand over to Labs")).to_be_visible()
    olga.page.get_by_label("I have read and accept").check()
    olga.page.get_by_role("button", name="Hand over to Labs now").click()
    expect(olga.page.get_by_role("heading", name="1 product went to Labs")).to_be_visible()
    committed_world.suite.refresh_from_db()
    assert committed_world.suite.holder == committed_world.labs


def test_the_whole_way_works_without_scripts(
    browser: Browser, live_server: LiveServer, committed_world: World, settings: LazySettings
) -> None:
    settle(settings, live_server.url)
    world = committed_world
    page = browser.new_context(java_script_enabled=False).new_page()
    olga = Walker(page, live_server.url)
    page.goto(f"{live_server.url}/transfers/new/")
    olga.log_in(world.olga)
    page.get_by_role("checkbox", name="ours.example", exact=True).check()
    page.get_by_role("button", name="Keep these ticks").click()
    olga.start()
    link = olga.link()
    other = browser.new_context(java_script_enabled=False).new_page()
    rui = Walker(other, live_server.url)
    other.goto(link)
    other.get_by_label("Link or code").fill(link)
    other.get_by_role("button", name="Open").click()
    other.get_by_role("link", name="Log in").click()
    rui.log_in(world.rui)
    rui.receive()
    world.domain.refresh_from_db()
    assert world.domain.holder == world.theirs
