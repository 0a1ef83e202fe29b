"""Small shelves of articles, written for a test."""

from pathlib import Path

from changehands.core import help
from changehands.core.help import Shelf

CATEGORIES = """
[moving]
icon = "cube"
label = { en = "Moving", fr = "Bouger", de = "Umziehen", it = "Muovere", es = "Mover" }
description = { en = "a", fr = "b", de = "c", it = "d", es = "e" }
"""
ARTICLE = """---
title: {title}
slug: {slug}
purpose: How to move a thing.
type: faq
categories: [moving]
updated: 2026-11-22
{more}
---
{body}
"""


def write(
    folder: Path,
    number: int = 1,
    language: str = "en",
    *,
    title: str = "Move a thing",
    slug: str = "move-a-thing",
    more: str = "",
    body: str = "Take it and go.",
) -> None:
    """Write an article into the folder, and the file of categories."""
    (folder / str(number)).mkdir(exist_ok=True)
    text = ARTICLE.format(title=title, slug=slug, more=more, body=body)
    (folder / str(number) / f"{language}.md").write_text(text, encoding="utf-8")
    (folder / "categories.toml").write_text(CATEGORIES, encoding="utf-8")


def shelf(folder: Path) -> Shelf:
    """What stands in the folder."""
    return help.gather(help.read(folder))


def problems(folder: Path, *languages: str) -> list[str]:
    """What is wrong with it, in these languages (English)."""
    return help.problems(shelf(folder), languages=languages or ("en",))
