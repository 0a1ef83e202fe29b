"""Where people come to in the Manager: every page, and the states that a page has besides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.test import Client
from playwright.sync_api import Page

from changehands.core import transfers
from changehands.core.transfers import receipts, selection
from changehands.kernel.clock import now
from changehands.models import Transfer
from tests.web.routes import Examples, all_routes
from tests.world import World, link_of, offer, take


def addresses(things: Examples, client: Client, language: str) -> Iterator[str]:
    """Every whole page that this person gets, an article in the language; each refusal once."""
    refused = set()
    for route in all_routes(things):
        address = route.address.replace("/en/", f"/{language}/", 1)
        answer = client.get(address, headers={"accept-language": language})
        kind = answer.headers.get("Content-Type", "")
        is_page = kind.startswith("text/html") and b"<html" in answer.content
        if is_page and answer.status_code not in refused:
            yield address
        if answer.status_code != 200:
            refused.add(answer.status_code)


@dataclass(frozen=True)
class Place:
    """Who goes where, and does what there."""

    name: str
    who: str | None
    path: str
    act: Callable[[Page], None] = lambda _page: None


def places(world: World) -> list[Place]:
    """The states of pages that no address alone leads to, after some transfers."""
    received, cancelled, waiting = _let_happen(world)
    return [
        *_of_transfers(received, waiting),
        *_of_links(received, cancelled, waiting),
        *FORMS,
        *FRAME,
    ]


def _let_happen(world: World) -> tuple[Transfer, Transfer, Transfer]:
    """Rui receives one, Olga cancels one, one waits; something is ticked for the next."""
    received = offer(world.olga, world.ours, world.drive, at=now())
    take(world.rui, received, world.theirs, at=now(), link=link_of(received))
    cancelled = offer(world.olga, world.ours, world.suite, at=now())
    transfers.cancel(actor=world.olga, transfer_id=cancelled.id, at=now())
    waiting = offer(world.olga, world.ours, world.domain, at=now())
    ticked = [world.cloud.id, world.suite.id]
    selection.tick(actor=world.olga, organization_id=world.ours.id, add=ticked)
    return received, cancelled, waiting


def _of_transfers(received: Transfer, waiting: Transfer) -> list[Place]:
    drive = received.items.get().product
    return [
        Place("the warnings", "olga", "/transfers/new/", _read_warnings),
        Place("started", "olga", f"/transfers/{waiting.public_id}/"),
        Place("a dialog", "olga", f"/transfers/{waiting.public_id}/", _press("[data-dialog-open]")),
        Place("handed over", "olga", f"/transfers/{received.public_id}/"),
        Place("came in", "rui", f"/transfers/{received.public_id}/"),
        Place("a receipt", "rui", f"/transfers/{received.public_id}/receipt"),
        Place("a product with a past", "rui", f"/products/{drive.public_id}/"),
        Place("what came and went", "olga", "/activity/"),
    ]


def _of_links(received: Transfer, cancelled: Transfer, waiting: Transfer) -> list[Place]:
    offered, dead = _path(transfers.address(waiting)), _path(transfers.address(cancelled))
    return [
        Place("a wrong code", None, f"/t/{waiting.public_id}", _fill("#code", "nonsense")),
        Place("an offer, signed out", None, offered, _opened),
        Place("an offer", "rui", offered, _opened),
        Place("an offer to nobody's Organization", "nora", offered, _opened),
        Place("an offer that lacks consent", "rui", offered, _in_turn(_opened, _send("#receive"))),
        Place("a dead link", "rui", dead, _opened),
        Place("a genuine receipt", None, _path(receipts.address(received)), _opened),
    ]


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def _opened(page: Page) -> None:
    page.wait_for_function(
        "document.readyState === 'complete' && !document.querySelector('[data-link-open]')"
    )


def _in_turn(*acts: Callable[[Page], None]) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for one in acts:
            one(page)

    return act


def _press(selector: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(selector).first.evaluate("one => { one.disabled = false; one.click() }")
        page.wait_for_load_state("networkidle")

    return act


def _send(selector: str) -> Callable[[Page], None]:
    """Press a button, disabled or not, and see the page that answers."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.locator(selector).evaluate("one => { one.disabled = false; one.click() }")

    return act


def _fill(selector: str, text: str) -> Callable[[Page], None]:
    """Send the form around a field, which the browser would not let go."""

    def act(page: Page) -> None:
        page.locator(selector).evaluate("(one, text) => { one.value = text }", text)
        with page.expect_navigation():
            page.locator(selector).evaluate(
                "one => { one.form.noValidate = true; one.form.requestSubmit() }"
            )

    return act


def _read_warnings(page: Page) -> None:
    page.locator("input[name=conditions]").check()
    page.locator("#transfer").click()
    page.locator("dialog[open]").wait_for()


FORMS = [
    Place("a wrong password", None, "/accounts/login/", _fill("[name=login]", "nobody@x.example")),
    Place("an empty sign-up", None, "/accounts/signup/", _fill("[name=email]", "")),
    Place(
        "an Organization without a name",
        "olga",
        "/organizations/new",
        _fill("main [name=name]", ""),
    ),
    Place("a profile without a name", "olga", "/settings/", _fill("main [name=name]", "")),
    Place("an invitation of nobody", "olga", "/people/", _fill("main [name=email]", "nobody")),
    Place("a token without a name", "olga", "/settings/tokens/", _fill("main [name=name]", "")),
    Place("a webhook to nowhere", "olga", "/settings/webhooks/new", _fill("main [name=url]", "x")),
    Place("a team without a name", "olga", "/teams/", _fill("main [name=name]", "")),
]
FRAME = [
    Place("nothing there", "olga", "/nowhere/"),
    Place("nothing there, signed out", None, "/nowhere/"),
    Place("not allowed", "mia", "/invoices/"),
    Place("somebody without an Organization", "nora", "/settings/"),
    Place("no transfers yet", "eve", "/transfers/"),
    Place("no products yet", "eve", "/products/"),
    Place("nothing to choose from", "eve", "/transfers/new/"),
    Place("no teams yet", "eve", "/teams/"),
    Place("no invoices yet", "eve", "/invoices/"),
    Place("nothing has happened yet", "eve", "/activity/"),
    Place("the bell", "olga", "/products/", _press("[data-bell] > summary")),
    Place("the Organizations", "olga", "/products/", _press(".switcher > summary")),
    Place("the account", "olga", "/products/", _press(".bar > .menu:last-child > summary")),
    Place("help beside the page", "olga", "/transfers/", _press(".need-help")),
    Place("help that finds nothing", "olga", "/en/help/search?q=xyzzyx"),
    Place("help that finds something", None, "/en/help/search?q=transfer"),
]
