"""Markdown becomes HTML that carries nothing else."""

from pathlib import Path

from changehands.core import help
from tests.core.help.shelves import shelf, write


def body(folder: Path, text: str, prefix: str = "") -> str:
    write(folder, body=text)
    found = shelf(folder)
    return help.rendered(found.articles[1, "en"], language="en", shelf=found, prefix=prefix).body


def test_html_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = body(tmp_path, "<script>alert(1)</script> <b onclick=x>b</b> ![p](https://x.example/p)")
    assert "<script" not in text and "<b " not in text and "<img" not in text


def test_a_link_that_leads_nowhere_is_only_words(tmp_path: Path) -> None:
    text = body(tmp_path, "[x](help:99) [y](https://evil.example) [z](javascript:alert(1))")
    assert "href" not in text


def test_links_lead_to_pages_and_articles(tmp_path: Path) -> None:
    text = body(tmp_path, "[x](manager:transfers#a) [y](help:1) [z](https://www.w3.org/)")
    assert 'href="/transfers/#a"' in text
    assert 'href="/en/help/1/move-a-thing"' in text
    assert 'href="https://www.w3.org/" rel="noopener"' in text


def test_headings_have_an_id_that_begins_with_the_prefix(tmp_path: Path) -> None:
    text = body(tmp_path, "## What now\n\n[up](#what-now)", "panel-")
    assert '<h2 id="panel-what-now"' in text and 'href="#panel-what-now"' in text


def test_tables_are_tables(tmp_path: Path) -> None:
    assert "<table>" in body(tmp_path, "| a | b |\n|---|---|\n| 1 | 2 |")


def test_a_missing_picture_breaks_nothing(tmp_path: Path) -> None:
    write(tmp_path, more="steps: [{text: Go., picture: unpainted, alt: Nothing.}]")
    found = shelf(tmp_path)
    parts = help.rendered(found.articles[1, "en"], language="en", shelf=found)
    assert parts.steps[0].picture is None
