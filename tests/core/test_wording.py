"""Lists, numbers, money and dates as each language writes them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import translation

from changehands.core import wording
from changehands.core.organizations.authority import denied
from changehands.core.transfers.lifecycle import TRANSFER
from changehands.kernel.errors import Conflict, TooMany
from changehands.models import Organization
from changehands.policy.permissions import Permission

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "a, b, and c"),
        ("fr", "a, b et c"),
        ("de", "a, b und c"),
        ("it", "a, b e c"),
        ("es", "a, b y c"),
    ],
)
def test_a_list_is_joined_as_the_language_does(language: str, names: str) -> None:
    with translation.override(language):
        assert wording.listed("abc") == names


@pytest.mark.parametrize(
    ("language", "amount"),
    [("en", "CHF 1,234.50"), ("fr", "1 234,50 CHF"), ("de", "1.234,50 CHF")],
)
def test_money_is_written_as_the_language_does(language: str, amount: str) -> None:
    with translation.override(language):
        written = wording.money(123450, "CHF").replace("\u202f", " ").replace("\xa0", " ")
    assert written == amount


@pytest.mark.parametrize(
    ("language", "words"), [("en", "in 3 weeks"), ("fr", "dans 3 semaines"), ("de", "in 3 Wochen")]
)
def test_a_distance_is_told_in_words(language: str, words: str) -> None:
    with translation.override(language):
        assert wording.distance(date(2026, 12, 13), at=NOON) == words


def test_a_day_is_written_in_the_order_of_the_language() -> None:
    with translation.override("de"):
        assert wording.day(NOON.date()) == "22. November 2026"
        assert wording.instant(NOON).startswith("Sonntag, 22. November 2026")
    with translation.override("en"):
        assert wording.day(NOON.date()) == "November 22, 2026"


def test_a_language_that_is_not_ours_reads_as_english() -> None:
    with translation.override("pt"):
        assert wording.number(10000) == "10,000"


def test_a_refusal_names_the_roles_as_a_list() -> None:
    error = denied(Permission.TRANSFERS_START, Organization(name="Ours"))
    with translation.override("en"):
        told = wording.sentence(error)
    assert told.endswith("Ask one of these: Legal representative or Administrator.")


def test_a_refusal_writes_its_numbers_as_the_language_does() -> None:
    error = TooMany("too-many", "%(limit)s are allowed.", limit=12000)
    with translation.override("de"):
        assert wording.sentence(error) == "12.000 are allowed."


def test_a_refusal_names_the_state_in_words() -> None:
    with pytest.raises(Conflict) as refused:
        TRANSFER.target("receive", "completed")
    with translation.override("en"):
        assert wording.sentence(refused.value).endswith("the state is “completed”.")


@pytest.mark.parametrize(
    ("language", "whole", "short"),
    [
        ("en", "November 29, 2026, 9:05\u202fAM", "Nov 29, 2026, 9:05\u202fAM"),
        ("fr", "29 novembre 2026, 09:05", "29 nov. 2026, 09:05"),
        ("de", "29. November 2026, 09:05", "29.11.2026, 09:05"),
        ("it", "29 novembre 2026 09:05", "29 nov 2026 09:05"),
        ("es", "29 de noviembre de 2026, 9:05", "29 nov 2026, 9:05"),
    ],
)
def test_a_moment_is_written_as_the_language_does(language: str, whole: str, short: str) -> None:
    when = datetime(2026, 11, 29, 10, 5, tzinfo=timezone(timedelta(hours=1)))
    with translation.override(language):
        assert (wording.moment(when), wording.short_moment(when)) == (whole, short)
