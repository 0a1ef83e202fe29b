"""The help centre is for everybody, at addresses that forgive (R01–R06)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from changehands.core import help
from changehands.models import HelpVote
from tests.core.help.shelves import write
from tests.web.browsing import Browser
from tests.world import World, make_user

ARTICLE = "/en/help/2024/transfer-product-organization"


@pytest.fixture
def anybody(db: None) -> Client:
    help.synchronise(help.current())
    return Client()


@pytest.fixture
def own_articles(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A folder of the operator's, in use while the test runs."""
    settings.HELP_FOLDER = tmp_path
    help.current.cache_clear()
    yield tmp_path
    help.current.cache_clear()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_the_home_counts_what_there_is(anybody: Client) -> None:
    counts = help.current().counts()
    text = page(anybody, "/en/help/")
    assert f"{counts['faq']} FAQs" in text
    assert f"{counts['tutorial']} tutorials" in text
    assert " videos" not in text


def test_an_article_is_read_without_an_account(anybody: Client) -> None:
    text = page(anybody, ARTICLE)
    assert '<h1 id="article-title">Transfer a product from one Organization to another' in text
    assert "/help/2024" in text
    assert "Log in" in text


@pytest.mark.parametrize("end", ["", "/", "/wrong", "/x/y", "/transferer-un-produit"])
def test_a_slug_may_be_wrong_or_missing(anybody: Client, end: str) -> None:
    answer = anybody.get(f"/en/help/2024{end}")
    assert (answer.status_code, answer.headers["Location"]) == (302, ARTICLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/help/", "/en/help/"),
        ("/help/2024", ARTICLE),
        ("/guides/jelastic-transfer/", "/en/help/2031/jelastic-transfer"),
    ],
)
def test_short_and_old_addresses_lead_on(anybody: Client, old: str, new: str) -> None:
    assert anybody.get(old).headers["Location"] == new


@pytest.mark.parametrize(
    "address",
    ["/zz/help/", "/zz/help/2024", "/en/help/99", "/help/99", "/en/help/categories/none",
     "/guides/none/", "/en/help/99999999999999999999", "/eng/help/", "/help-pictures/en/x.webp"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(anybody: Client, address: str) -> None:
    page(anybody, address, 404)


def test_a_missing_translation_is_in_english_and_says_so(
    anybody: Client, own_articles: Path
) -> None:
    write(own_articles, 7)
    text = page(anybody, "/it/help/7/move-a-thing")
    assert "you are reading it in English" in text or "inglese" in text
    assert 'lang="en"' in text and '<html lang="it"' in text


def test_an_article_of_the_operators_takes_the_place_of_ours(
    anybody: Client, own_articles: Path
) -> None:
    write(own_articles, 2024, title="Ask us first", slug="ask")
    assert "Ask us first" in page(anybody, "/en/help/2024/ask")


def test_a_picture_of_the_operators_is_served(anybody: Client, own_articles: Path) -> None:
    (own_articles / "pictures" / "en").mkdir(parents=True)
    (own_articles / "pictures" / "en" / "office.webp").write_bytes(b"RIFF")
    answer = anybody.get("/help-pictures/en/office.webp")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content) == b"RIFF"  # type: ignore[attr-defined]


def test_words_that_were_found_are_marked_and_typed_ones_escaped(anybody: Client) -> None:
    assert "<mark>" in page(anybody, "/en/help/search?q=invoices")
    assert "<script>x" not in page(anybody, "/en/help/search?q=<script>x</script>")


def test_a_typing_error_is_told(anybody: Client) -> None:
    text = page(anybody, "/en/help/search?q=tranfer")
    assert "No exact match for “tranfer”: showing results for “transfer”." in text


def test_a_panel_is_a_dialog_with_the_same_words(anybody: Client) -> None:
    answer = anybody.get(ARTICLE, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text and 'id="help-panel"' in text
    assert "HX-Request" in answer.headers["Vary"]


def vote(client: Client, word: str, address: str = "/en/help/votes/2024") -> int:
    return client.post(address, {"helpful": word}).status_code


def test_a_visitor_has_one_vote_and_may_change_it(anybody: Client) -> None:
    assert vote(anybody, "yes") == 302
    assert vote(anybody, "no") == 302
    assert [row.helpful for row in HelpVote.objects.all()] == [False]
    assert "You said no" in page(anybody, ARTICLE)
    vote(Client(), "yes")
    assert HelpVote.objects.count() == 2


def test_a_forged_visitor_is_a_new_one(anybody: Client) -> None:
    vote(anybody, "yes")
    forger = Client()
    forger.cookies["visitor"] = HelpVote.objects.get().visitor
    vote(forger, "no")
    assert HelpVote.objects.count() == 2


def test_a_person_has_one_vote_on_every_device(world: World) -> None:
    for _device in range(2):
        vote(Browser(world.olga).client, "yes")
    assert HelpVote.objects.get().visitor == str(world.olga.id)


def test_a_vote_needs_our_own_form(anybody: Client) -> None:
    assert vote(Client(enforce_csrf_checks=True), "yes") == 403


@pytest.mark.parametrize(
    ("word", "address", "status"),
    [
        ("maybe", "/en/help/votes/2024", 302),
        ("yes", "/en/help/votes/99", 404),
        ("yes", "/zz/help/votes/2024", 404),
    ],
)
def test_what_is_no_vote_is_not_counted(
    anybody: Client, word: str, address: str, status: int
) -> None:
    assert vote(anybody, word, address) == status
    assert not HelpVote.objects.exists()


def test_votes_without_end_are_refused(anybody: Client) -> None:
    cache.clear()
    assert 429 in {vote(Client(), "yes") for _time in range(21)}


def test_only_staff_sees_the_totals(world: World) -> None:
    staff = make_user("Stefan")
    staff.is_operator = True
    staff.save()
    vote(Client(), "yes")
    assert "1 yes, 0 no" in page(Browser(staff).client, ARTICLE)
    assert "Transfer a product" in page(Browser(staff).client, "/en/help/votes")
    assert "1 yes, 0 no" not in page(Browser(world.olga).client, ARTICLE)
    page(Browser(world.olga).client, "/en/help/votes", 404)


def test_beside_unfamiliar_controls_stands_the_right_article(world: World) -> None:
    olga = Browser(world.olga, world.ours)
    for name, number in {
        "transfers": 2024, "transfer-new": 2032, "people": 2040, "teams": 2042,
        "invoices": 2045, "activity": 2060, "tokens": 2070,
    }.items():  # fmt: skip
        assert f'href="/help/{number}"' in olga.get(name), name
    assert 'href="/help/2037"' in olga.get("product", world.hosting.public_id)
