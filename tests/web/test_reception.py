"""The pages of a link: what they show to whom, and what they refuse."""

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from changehands.core import transfers
from changehands.kernel.clock import now
from changehands.models import Transfer
from tests.faults.checksum import checksum
from tests.world import World, make_organization, make_product, offer, take


@pytest.fixture
def waiting(world: World) -> Transfer:
    cache.clear()
    return offer(world.olga, world.ours, world.hosting, at=now())


def secret_of(transfer: Transfer) -> str:
    return transfers.address(transfer).split("#")[1]


def opened(client: Client, transfer: Transfer) -> Client:
    """A browser in which the link was opened."""
    answer = client.post(f"/t/{transfer.public_id}/open", {"code": transfers.address(transfer)})
    assert answer.status_code == 302
    return client


def test_who_has_no_link_is_asked_for_it_and_learns_nothing(
    client: Client, waiting: Transfer
) -> None:
    page = client.get(f"/t/{waiting.public_id}").content.decode()
    assert "Paste the whole link" in page
    assert "Ours" not in page


def test_a_holder_who_is_signed_out_learns_source_number_and_expiry_only(
    client: Client, waiting: Transfer
) -> None:
    page = opened(client, waiting).get(f"/t/{waiting.public_id}").content.decode()
    assert "Ours offers you 1 product" in page
    assert "Hosting" not in page
    assert "olga" not in page.lower()


def test_every_wrong_code_gets_the_same_answer(
    client: Client, waiting: Transfer, world: World
) -> None:
    secret = secret_of(waiting)
    other = offer(world.olga, world.ours, world.domain, at=now())
    unknown = waiting.public_id[:-4] + "0000"
    wrong = [
        (waiting.public_id, "nonsense"),
        (waiting.public_id, secret[:-1]),
        (waiting.public_id, secret[:-1] + ("a" if secret[-1] != "a" else "b")),
        (waiting.public_id, secret_of(other)),
        (waiting.public_id, "x" * 300),
        (unknown, secret),
    ]
    pages = set()
    for public_id, code in wrong:
        answer = client.post(f"/t/{public_id}/open", {"code": code})
        assert answer.status_code == 422
        page = answer.content.decode().replace(public_id, "ID")
        token = answer.context["csrf_token"]
        pages.add(page.replace(str(token), "TOKEN"))
    assert len({len(page) for page in pages}) == 1


def test_the_twenty_first_wrong_code_in_a_minute_is_told_to_wait(
    client: Client, waiting: Transfer
) -> None:
    for _attempt in range(20):
        assert client.post(f"/t/{waiting.public_id}/open", {"code": "x"}).status_code == 422
    answer = client.post(f"/t/{waiting.public_id}/open", {"code": "x"})
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_the_secret_stands_in_no_answer_but_the_sender_s(
    client: Client, waiting: Transfer, world: World
) -> None:
    secret = secret_of(waiting)
    assert secret not in opened(client, waiting).get(f"/t/{waiting.public_id}").content.decode()
    client.force_login(world.olga)
    assert secret in client.get(f"/transfers/{waiting.public_id}/").content.decode()


def test_a_received_link_says_so(client: Client, waiting: Transfer, world: World) -> None:
    take(world.rui, waiting, world.theirs, at=now())
    answer = opened(client, waiting).get(f"/t/{waiting.public_id}")
    assert answer.status_code == 410
    assert "These products were received" in answer.content.decode()


def test_a_cancelled_link_says_who_cancelled(
    client: Client, waiting: Transfer, world: World
) -> None:
    transfers.cancel(actor=world.olga, transfer_id=waiting.id, at=now())
    page = opened(client, waiting).get(f"/t/{waiting.public_id}").content.decode()
    assert "Ours cancelled this" in page


def test_a_replaced_link_says_so(client: Client, waiting: Transfer, world: World) -> None:
    old = transfers.address(waiting)
    transfers.relink(actor=world.olga, transfer_id=waiting.id, at=now())
    client.post(f"/t/{waiting.public_id}/open", {"code": old})
    assert "replaced this link" in client.get(f"/t/{waiting.public_id}").content.decode()


def test_the_answers_are_kept_and_framed_by_nobody(client: Client, waiting: Transfer) -> None:
    answer = opened(client, waiting).get(f"/t/{waiting.public_id}")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "form",
    [
        {"destination": ""},
        {"destination": "org_nonsense"},
        {"destination": "org_00000000000000000000000000"},
        {"destination": "usr_00000000000000000000000000"},
        {"destination": "THE SOURCE", "conditions": "on"},
        {"destination": "ELSEWHERE", "conditions": "on"},
        {"destination": "THEIRS"},
        {"destination": "THEIRS", "conditions": "on", "conditions_version": "1999-01-01"},
        {"destination": "THEIRS", "conditions": "on", "digest": "wrong"},
        {"destination": "THEIRS", "conditions": "on"},
    ],
)
def test_a_wrong_form_receives_nothing(
    client: Client, waiting: Transfer, world: World, form: dict[str, str]
) -> None:
    named = {"THE SOURCE": world.ours, "ELSEWHERE": world.elsewhere, "THEIRS": world.theirs}
    if form["destination"] in named:
        form = {**form, "destination": named[form["destination"]].public_id}
    client.force_login(world.rui)
    before = checksum()["product"]
    answer = opened(client, waiting).post(f"/t/{waiting.public_id}/reception", form)
    assert answer.status_code in {403, 404, 409, 422}
    assert checksum()["product"] == before


def test_exactly_the_organizations_one_administers_can_receive(
    client: Client, waiting: Transfer, world: World
) -> None:
    """P10: the number in the form is what counts, not the list that was offered."""
    foreign = [make_organization(f"Foreign {n}", owner=world.eve) for n in range(50)]
    client.force_login(world.rui)
    opened(client, waiting)
    page = client.get(f"/t/{waiting.public_id}")
    digest = page.context["preview"].offer_digest
    for organization in foreign:
        form = {"destination": organization.public_id, "conditions": "on", "digest": digest}
        assert client.post(f"/t/{waiting.public_id}/reception", form).status_code == 404
    form = {"destination": world.theirs.public_id, "conditions": "on", "digest": digest}
    assert client.post(f"/t/{waiting.public_id}/reception", form).status_code == 302


def test_using_another_account_keeps_the_link_in_hand(
    client: Client, waiting: Transfer, world: World
) -> None:
    client.force_login(world.eve)
    opened(client, waiting).post(f"/t/{waiting.public_id}/account")
    page = client.get(f"/t/{waiting.public_id}").content.decode()
    assert "Ours offers you 1 product" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:1@evil.example"]
)
def test_a_foreign_host_gets_no_page(client: Client, waiting: Transfer, host: str) -> None:
    assert client.get(f"/t/{waiting.public_id}", headers={"host": host}).status_code == 400


def test_links_lead_to_the_configured_address_whatever_the_request_says(
    client: Client, waiting: Transfer, world: World, settings: LazySettings
) -> None:
    client.force_login(world.olga)
    page = client.get(
        f"/transfers/{waiting.public_id}/", headers={"x-forwarded-host": "evil.example"}
    ).content.decode()
    assert f"{settings.BASE_URL}/t/" in page
    assert "evil.example" not in page


def test_a_form_without_the_token_of_this_browser_is_refused(
    waiting: Transfer, world: World
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.olga)
    for address in ("cancellation", "links", "mailings", "extension", "destination"):
        answer = client.post(f"/transfers/{waiting.public_id}/{address}")
        assert answer.status_code == 403
        assert "came from elsewhere" in answer.content.decode()


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Ours", "Оurs"),
        ("Ours", "0urs"),
        ("Ours", "OURS"),
        ("Paul Ltd", "Pau1 Ltd"),
        ("Nord", "Noгd"),
    ],
)
def test_a_sender_whose_name_looks_like_one_of_mine_is_pointed_out(
    client: Client, world: World, mine: str, theirs: str
) -> None:
    """T19: Cyrillic, digits and capitals that imitate a name."""
    make_organization(mine, owner=world.nora)
    sender = make_organization(theirs, owner=world.eve)
    waiting = offer(world.eve, sender, make_product(sender, "domain", "bait.example"), at=now())
    client.force_login(world.nora)
    page = opened(client, waiting).get(f"/t/{waiting.public_id}").content.decode()
    assert "Is this who you think it is?" in page


@pytest.mark.parametrize(
    "name", ["Ours", "Müller & Söhne", "株式会社テスト", "Ελληνικά Α.Ε.", "Ромашка ООО"]
)
def test_an_honest_name_is_not_doubted(client: Client, world: World, name: str) -> None:
    sender = make_organization(name, owner=world.eve)
    waiting = offer(world.eve, sender, make_product(sender, "domain", "good.example"), at=now())
    client.force_login(world.rui)
    page = opened(client, waiting).get(f"/t/{waiting.public_id}").content.decode()
    assert "Is this who you think it is?" not in page
