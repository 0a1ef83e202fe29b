"""A file of an article is read strictly, and what is wrong is said with file, field and remedy."""

from pathlib import Path

import pytest

from changehands.core import help
from tests.core.help.shelves import problems, shelf, write


def test_an_article_is_read_with_all_its_blocks(tmp_path: Path) -> None:
    write(tmp_path, more="steps: [{text: Lift it.}]\npreamble: [One, {point: Two, under: [Three]}]")
    article = shelf(tmp_path).articles[1, "en"]
    assert article.front.title == "Move a thing"
    assert article.front.updated.isoformat() == "2026-11-22"
    assert article.body == "Take it and go."
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("stepps: [{text: Go.}]", '1/en.md: stepps: is not known: did you mean "steps"?'),
        ("steps: []", "1/en.md: steps: is empty: fill the block, or remove it."),
        ("notes: ['']", "1/en.md: notes.1: is empty: write the text, or remove the field."),
        ("related: [two]", "1/en.md: related.1: is no number of an article: write it like 2024."),
        (
            "steps: [{text: Go., picture: map}]",
            "1/en.md: steps.1.alt: is missing: say in a sentence what the picture shows.",
        ),
        (
            "steps: [{text: Go., alt: A map.}]",
            "1/en.md: steps.1.picture: is missing: name the picture, or remove alt.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(tmp_path: Path, more: str, says: str) -> None:
    write(tmp_path, more=more)
    assert says in help.read(tmp_path).problems


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "en.md").write_text("---\ntitle: Alone\n---\n")
    assert "1/en.md: purpose: is missing: add it." in help.read(tmp_path).problems


def test_an_article_that_tells_nothing_is_refused(tmp_path: Path) -> None:
    write(tmp_path, body="")
    says = "1/en.md: steps: there is nothing to read: write steps, a preamble or a text below."
    assert says in help.read(tmp_path).problems


@pytest.mark.parametrize("text", ["---\ntitle: [\n---\n", "\udcff"])
def test_a_file_that_cannot_be_read_is_named_and_left_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "en.md").write_bytes(text.encode(errors="surrogateescape"))
    found = help.read(tmp_path)
    assert found.articles == []
    assert found.problems[0].startswith("1/en.md: cannot be read")


def test_files_in_the_wrong_place_are_named(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, language="xx")
    (tmp_path / "misc").mkdir()
    said = " ".join(help.read(tmp_path).problems)
    assert "1/xx.md: is in no known language" in said
    assert "misc: is no article" in said


def test_an_own_folder_adds_and_replaces(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for folder in (shipped, own):
        folder.mkdir()
    write(shipped)
    write(own, title="Move it our way")
    write(own, 7, title="Ours alone", slug="ours")
    found = help.gather(help.read(shipped), help.read(own))
    assert [one.front.title for one in found.all("en")] == ["Move it our way", "Ours alone"]
