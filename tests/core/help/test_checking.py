"""Contradictions between articles, links, pictures and languages are found."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from changehands.core import help
from changehands.core.help.rendering import links
from changehands.policy.catalogue import LANGUAGES
from tests.core.help.shelves import problems, write
from tests.world import World

PICTURE = ": picture: "


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ("manager:nowhere", "there is no such page"),
        ("manager:transfer", "there is no such page"),
        ("help:99", "there is no such article"),
        ("help:x", "there is no such article"),
        ("api:secrets", "is not allowed"),
        ("https://example.com/", "is not allowed"),
        ("http://www.w3.org/", "is not allowed"),
        ("/products/", "is not allowed"),
    ],
)
def test_a_dead_link_is_found_in_every_block(tmp_path: Path, link: str, word: str) -> None:
    for more in ("notes", "prerequisites", "preamble"):
        write(tmp_path, more=f'{more}: ["See [this]({link})."]')
        assert word in " ".join(problems(tmp_path))


def test_good_links_are_let_be(tmp_path: Path) -> None:
    places = ("manager:transfers", "help:1", "api:docs", "https://www.w3.org/TR/", "#part")
    write(tmp_path, body=" ".join(f"[x]({place})" for place in places))
    assert problems(tmp_path) == []


def test_a_missing_translation_is_found(tmp_path: Path) -> None:
    write(tmp_path)
    assert problems(tmp_path, "en", "fr") == ["1/fr.md: is missing: translate the article."]


def test_a_translation_that_departs_is_found(tmp_path: Path) -> None:
    write(tmp_path, more="steps: [{text: Go.}]")
    write(tmp_path, language="fr", more="steps: [{text: Va.}, {text: Reviens.}]\nrelated: [1]")
    said = " ".join(problems(tmp_path))
    assert "1/fr.md: related: differs from 1/en.md" in said
    assert "1/fr.md: steps: number or pictures differ from 1/en.md" in said


def test_two_articles_of_one_title_or_slug_are_found(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, 2)
    assert problems(tmp_path) == [
        "1/en.md and 2/en.md: title: both have “Move a thing”: change one.",
        "1/en.md and 2/en.md: slug: both have “move-a-thing”: change one.",
    ]


def test_what_is_named_must_be_there(tmp_path: Path) -> None:
    write(tmp_path, more="following: 9\nsteps: [{text: Go., picture: unpainted, alt: None.}]")
    said = " ".join(problems(tmp_path))
    assert "following: 9 is no other article" in said
    assert "there is none called “unpainted”" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_articles_are_whole_in_every_language(language: str) -> None:
    said = help.problems(help.gather(help.read(help.SHIPPED)))
    assert [one for one in said if f"/{language}.md" in one and PICTURE not in one] == []


def test_the_pictures_of_the_shipped_articles_are_made() -> None:
    said = help.problems(help.gather(help.read(help.SHIPPED)))
    assert [one for one in said if PICTURE in one] == []


def test_the_shipped_categories_are_well() -> None:
    assert help.read(help.SHIPPED).problems == []
    assert list(help.current().categories)


def test_every_page_of_the_manager_that_an_article_names_answers(
    client: Client, world: World
) -> None:
    client.force_login(world.olga)
    named = {link for one in help.current().articles.values() for link in links(one)}
    for link in sorted(named):
        if link.startswith("manager:"):
            place = reverse(link.removeprefix("manager:").partition("#")[0])
            assert client.get(place).status_code in (200, 302), link
