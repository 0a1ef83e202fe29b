"""One vote a visitor and article, which can be changed (R05)."""

import pytest

from changehands.core import help
from changehands.core.help import Total
from tests.world import NOW

pytestmark = pytest.mark.django_db


def say(visitor: str, helpful: bool, language: str = "en", number: int = 2024) -> None:
    help.vote(number=number, visitor=visitor, language=language, helpful=helpful, at=NOW)


def test_a_second_vote_takes_the_place_of_the_first() -> None:
    say("a", True)
    say("a", False)
    assert help.totals(2024) == [Total(2024, "en", 0, 1)]
    assert help.of_visitor(2024, "a") is False


def test_totals_are_counted_by_article_and_language() -> None:
    say("a", True)
    say("b", True)
    say("c", False, "fr")
    say("a", True, number=2025)
    assert help.totals(2024) == [Total(2024, "en", 2, 0), Total(2024, "fr", 0, 1)]
    assert len(help.totals()) == 3


def test_who_has_said_nothing_has_no_vote() -> None:
    assert help.of_visitor(2024, "a") is None
