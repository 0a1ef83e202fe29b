"""Search finds what people mean, in their language (R06)."""

from pathlib import Path

import pytest

from changehands.core import help
from changehands.core.help import END, START
from changehands.models import HelpArticle
from tests.core.help.shelves import shelf, write


@pytest.fixture
def _indexed(db: None) -> None:
    help.synchronise(help.current())


pytestmark = pytest.mark.usefixtures("_indexed")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "move my website to another company"),
        ("fr", "changer d'organisation"),
        ("de", "Produkt übertragen"),
        ("it", "trasferire prodotto"),
        ("es", "transferir producto"),
    ],
)
def test_the_article_on_transfers_is_found_first(language: str, text: str) -> None:
    assert help.search(text, language=language).hits[0].number == 2024


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("work teams", 2042),
        ("webhook", 2073),
        ("leave an organization", 2027),
        ("invoice", 2045),
        ("jelastic", 2031),
        ("unsubscribe notifications", 2052),
    ],
)
def test_what_people_ask_is_found_first(text: str, number: int) -> None:
    assert help.search(text, language="en").hits[0].number == number


def test_a_typing_error_is_read_as_the_nearest_word() -> None:
    found = help.search("tranfer", language="en")
    assert (found.typed, found.read_as) == ("tranfer", "transfer")
    assert found.hits[0].number == help.search("transfer", language="en").hits[0].number


def test_the_beginning_of_the_last_word_is_enough() -> None:
    found = help.search("work tea", language="en")
    assert found.hits[0].number == 2042
    assert found.read_as == ""


def test_what_was_found_is_marked() -> None:
    hit = help.search("receipt", language="en").hits[0]
    assert f"{START}" in hit.purpose + hit.excerpt
    assert (hit.purpose + hit.excerpt).count(START) == (hit.purpose + hit.excerpt).count(END)


def test_quotes_and_minus_are_obeyed() -> None:
    every = {hit.number for hit in help.search("transfer invoices", language="en").hits}
    without = {hit.number for hit in help.search("invoices -transfer", language="en").hits}
    assert 2045 in every
    assert 2024 not in without
    assert help.search('"organization website invoice"', language="en").hits == []


@pytest.mark.parametrize(
    "text",
    ["", "   ", "the", "a", "-", '"', "'", "\\", "!!", "a:*", "(", "& |", "%s", "\0", "x" * 5000,
     "<b>", "zzzzqqqq", "😀", "\ud800", "it's", "-a", "' OR 1=1 --", "a' & b:*", START],
)  # fmt: skip
def test_odd_words_find_something_or_nothing_and_break_nothing(text: str) -> None:
    assert len(help.search(text, language="en").hits) <= 30


def test_a_phrase_among_the_keywords_comes_before_words_in_a_title(tmp_path: Path) -> None:
    write(tmp_path, 1, title="Change things, or an organization", slug="a", body="change " * 9)
    write(tmp_path, 2, title="Transfer", slug="b", more="keywords: change organization")
    help.synchronise(shelf(tmp_path))
    assert [hit.number for hit in help.search("change organization", language="en").hits] == [2, 1]


def test_the_index_is_written_only_where_it_differs() -> None:
    assert help.synchronise(help.current()) == 0
    HelpArticle.objects.filter(number=2024).update(digest="")
    HelpArticle.objects.create(
        number=1, language="en", written_in="en", title="", purpose="", text="", words="", digest=""
    )
    assert help.synchronise(help.current()) == 6
    assert not HelpArticle.objects.filter(number=1).exists()
