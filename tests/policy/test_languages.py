"""The five languages."""

import pytest

from changehands.kernel.errors import Invalid
from changehands.policy.languages import LANGUAGES, OWN_NAMES, known, nearest


def test_there_are_five_each_named_in_itself() -> None:
    assert list(LANGUAGES) == list(OWN_NAMES) == ["en", "fr", "de", "it", "es"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("fr", "fr"), ("de-CH", "de"), ("it_CH", "it"), ("ES", "es"), ("pt", "en"), ("", "en")],
)
def test_a_language_leads_to_the_nearest_of_ours(asked: str, found: str) -> None:
    assert nearest(asked) == found


def test_no_language_at_all_is_english() -> None:
    assert nearest(None) == "en"


@pytest.mark.parametrize("code", ["", "xx", "EN", "fr-CH"])
def test_only_the_codes_of_the_list_are_known(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        known(code, field="locale")
    assert (refused.value.code, refused.value.field) == ("language-unknown", "locale")
