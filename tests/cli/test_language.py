"""The language of commands is that of their environment."""

import subprocess
import sys

import pytest

from changehands.cli import language
from changehands.policy.languages import LANGUAGES


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_CH.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"}, "de"),
        ({"LC_ALL": "it_IT@euro", "LC_MESSAGES": "de_DE"}, "it"),
        ({"LANGUAGE": "es:en", "LC_ALL": "it_IT"}, "es"),
        ({"LANG": "pt_BR.UTF-8"}, "en"),
    ],
)
def test_the_first_setting_that_is_there_counts(environment: dict[str, str], code: str) -> None:
    assert language.code(environment) == code


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {"en"}))
def test_a_question_is_asked_in_that_language(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    question = "Start the transfer with these consequences?"
    monkeypatch.setenv("LANGUAGE", code)
    assert language._(question) != question
    one = language.ngettext("%(count)s product", "%(count)s products", 1)
    many = language.ngettext("%(count)s product", "%(count)s products", 5)
    assert one != many


def test_words_that_nobody_translated_stay_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    assert language._("No such sentence anywhere") == "No such sentence anywhere"


def test_speaking_needs_no_django() -> None:
    told = "import sys; from changehands.cli import language; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
