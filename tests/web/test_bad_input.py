"""Whatever is sent, the answer is a clear page, and nothing changes."""

import pytest
from django.test import Client

from changehands.kernel.clock import now
from changehands.models import Mailing, Transfer
from tests.faults.checksum import checksum
from tests.world import World, offer

ADDRESSES = [
    "", "a", "a@", "@b.example", "a@b", "a b@c.example", "a@b.example\nBcc: c@d.example",
    "a@b.example,c@d.example", "a@b.example;c@d.example", "a@b.example c@d.example",
    "<a@b.example>", '"A" <a@b.example>', "a@b.example\r\nSubject: x", "a@[127.0.0.1", "a@-b.example",
    "a" * 300 + "@b.example", "a@" + "b" * 300 + ".example", "javascript:alert(1)", "a@b..example",
]  # fmt: skip
PAYLOADS = [
    "\0",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%s%s%n",
    "\ud7ff",
    "ﷺ" * 500,
    "../../etc/passwd",
]


@pytest.fixture
def olga(client: Client, world: World) -> Client:
    client.force_login(world.olga)
    return client


@pytest.fixture
def waiting(world: World) -> Transfer:
    return offer(world.olga, world.ours, world.hosting, at=now())


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_gets_no_mail(olga: Client, waiting: Transfer, address: str) -> None:
    answer = olga.post(f"/transfers/{waiting.public_id}/mailings", {"address": address})
    assert answer.status_code == 422
    assert not Mailing.objects.exists()


def test_two_addresses_in_one_form_are_one_recipient_at_most(
    olga: Client, waiting: Transfer
) -> None:
    """P13: an array of addresses must not send the secret to both."""
    olga.post(
        f"/transfers/{waiting.public_id}/mailings", {"address": ["a@b.example", "c@d.example"]}
    )
    assert Mailing.objects.count() <= 1


@pytest.mark.parametrize("days", ["", "0", "-1", "91", "9999999999", "1.5", "x", "١٢"])
def test_a_number_of_days_out_of_range_extends_nothing(
    olga: Client, waiting: Transfer, days: str
) -> None:
    answer = olga.post(f"/transfers/{waiting.public_id}/extension", {"days": days})
    assert answer.status_code in {302, 422}
    fresh = Transfer.objects.get(id=waiting.id)
    assert days == "١٢" or fresh.expires_at == waiting.expires_at


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("field", ["search", "kind", "state", "after", "direction"])
def test_any_text_in_an_address_gets_a_page(olga: Client, field: str, payload: str) -> None:
    for address in ("/transfers/", "/transfers/new/", "/products/", "/activity/"):
        answer = olga.get(address, {field: payload})
        assert answer.status_code in {200, 400, 422}
        assert "<script>alert(1)" not in answer.content.decode()


def test_a_cursor_of_another_making_is_named_as_such(olga: Client) -> None:
    answer = olga.get("/transfers/new/", {"after": "WyJ4Il0"})
    assert answer.status_code == 422
    assert "start from the first one" in answer.content.decode()


def test_a_form_that_is_too_large_is_refused(olga: Client, waiting: Transfer) -> None:
    answer = olga.post(f"/transfers/{waiting.public_id}/mailings", {"address": "a" * 2_000_000})
    assert answer.status_code == 400


def test_a_form_with_too_many_fields_is_refused(olga: Client) -> None:
    body = "&".join(f"f{n}=1" for n in range(3000))
    answer = olga.post(
        "/transfers/new/selection", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/transfers/trf_00000000000000000000000000/",
        "/transfers/prd_01h455vb4pex5vsknk084sn02q/",
        "/transfers/1/",
        "/products/prd_zzzzzzzzzzzzzzzzzzzzzzzzzz/",
        "/products/PRD_01H455VB4PEX5VSKNK084SN02Q/",
        "/t/trf_%00",
        "/guides/no-such-guide/",
        "/no-such-page",
    ],
)
def test_an_address_that_leads_nowhere_says_so(olga: Client, address: str) -> None:
    answer = olga.get(address)
    assert answer.status_code in {400, 404}
    assert "<h1>" in answer.content.decode()


def test_mass_assignment_changes_nothing_else(
    olga: Client, waiting: Transfer, world: World
) -> None:
    """T24: fields that no form has are ignored."""
    before = checksum()
    olga.post(
        f"/transfers/{waiting.public_id}/extension",
        {
            "days": "0", "source": world.theirs.public_id, "state": "completed", "generation": "9",
            "destination": world.labs.public_id, "expires_at": "2099-01-01", "started_by": "x",
        },
    )  # fmt: skip
    after = checksum()
    assert {name for name in before if before[name] != after[name]} <= {"django_session"}


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "http:evil.example",
        "https:///evil.example", "//localhost@evil.example", "javascript:alert(1)", "\tjavascript:x",
        "/%0d%0aLocation:%20https://evil.example", "////evil.example", "https://localhost.evil.example",
    ],
)  # fmt: skip
def test_after_login_nobody_is_led_elsewhere(client: Client, world: World, target: str) -> None:
    answer = client.post(
        "/accounts/login/", {"login": world.rui.email, "password": "changehands", "next": target}
    )
    assert answer.status_code == 302
    place = answer["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
