"""The translations are whole, and as fresh as the sources."""

import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message

CHECKOUT = Path(__file__).parent.parent
sys.path.insert(0, str(CHECKOUT / "tools"))

import glossary  # noqa: E402
import messages  # noqa: E402

from changehands.policy.catalogue import LANGUAGES  # noqa: E402

ONE, MANY = "%(count)s product waits", "%(count)s products wait"


def wrong(message: Message, language: str = "fr") -> str:
    return " ".join(glossary.of_message(message, language))


def test_every_language_of_the_interface_has_a_catalogue() -> None:
    assert {*messages.LANGUAGES, "en"} == set(LANGUAGES)


def test_every_sentence_is_translated_in_the_words_of_the_glossary() -> None:
    found = list(glossary.problems())
    assert not found, "\n".join(["run: make messages", f"{len(found)} problems", *found[:50]])


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_conditions_are_there_in_every_language(language: str) -> None:
    for version in (messages.PACKAGE / "templates" / "conditions").glob("2*"):
        english, other = (
            (version / f"{code}.html").read_text(encoding="utf-8") for code in ("en", language)
        )
        for tag in ("<section", "<h2>", "<p>", "<li>"):
            assert english.count(tag) == other.count(tag), tag


@pytest.mark.parametrize(
    "sentence",
    [
        "The general conditions have changed. Read the version of %(current)s and accept it.",
        "The facts have changed since. Read again what will happen.",
        "Read what will happen before it starts.",
        "It is already in a transfer that waits.",
        "Skip to the content",
        "Start the transfer with these consequences?",
        "Products are offered to you",
    ],
)
def test_what_people_read_is_gathered_wherever_it_stands(sentence: str) -> None:
    assert messages.gathered().get(sentence)


def test_names_of_codes_and_empty_sentences_are_not_gathered() -> None:
    found = messages.gathered()
    assert not found.get("unavailable") and not found.get("%(says)s")


def test_a_sentence_keeps_its_translation_and_one_that_is_gone_is_dropped() -> None:
    sources = messages.new(None)
    sources.add("Nothing of the kind", locations=[("a.py", 0)])
    assert [row.id for row in messages.updated("fr", sources) if row.id] == ["Nothing of the kind"]


def test_an_untranslated_sentence_is_not_compiled() -> None:
    catalogue = messages.new("fr")
    catalogue.add((ONE, MANY), ("%(count)s produit", ""))
    assert messages.as_mo(catalogue) == messages.as_mo(messages.new("fr"))


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        (("%(count)s produit attend", "%(count)s produits attendent"), ""),
        (("%(count)s produit attend", ""), "not translated"),
        (("%(count)s produit attend", "les produits attendent"), "places differ"),
        (("%(count)s article attend", "%(count)s articles attendent"), "“product” is “produit”"),
    ],
)
def test_a_translation_has_every_form_the_places_and_the_terms(
    forms: tuple[str, str], said: str
) -> None:
    found = wrong(Message((ONE, MANY), forms))
    assert said in found and bool(said) == bool(found)


def test_a_guess_is_refused() -> None:
    assert "fuzzy" in wrong(Message("Go back", "Retour", flags=["fuzzy"]))


def test_the_longest_term_counts_once() -> None:
    named = [term.name for term in glossary.terms_in("A legal representative of the work team")]
    assert named == ["legal representative", "work team"]


@pytest.mark.parametrize("text", ["kDrive", "/products/", "It is right there", "%(product)s"])
def test_other_words_and_names_are_no_terms(text: str) -> None:
    assert glossary.terms_in(text) == []


def test_a_term_may_stand_inside_a_german_compound_only() -> None:
    assert wrong(Message("The link", "Der Übertragungslink"), "de") == ""
    assert "“link” is “lien”" in wrong(Message("The link", "Le surlien"))
