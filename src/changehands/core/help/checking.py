"""What must hold for a shelf of articles; each contradiction is a sentence with its remedy."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from django.conf import settings

from changehands.core.help import pictures
from changehands.core.help.addresses import DeadLink, address
from changehands.core.help.reading import Article, read
from changehands.core.help.rendering import links
from changehands.core.help.shelf import FALLBACK, SHIPPED, Shelf, current, gather
from changehands.policy.catalogue import LANGUAGES

SAME: Final = ("type", "categories", "updated", "related", "following")


def problems(shelf: Shelf, *, languages: tuple[str, ...] = tuple(LANGUAGES)) -> list[str]:
    """Everything that is wrong with the articles; each must be there in all these languages."""
    found = [*shelf.problems, *_missing(shelf, languages), *_doubles(shelf)]
    for article in shelf.articles.values():
        found += [f"{article.name}: {says}." for says in _of_article(article, shelf)]
    return found


def own_problems() -> list[str]:
    """What is wrong with the operators' own folder; they may write in the languages they like."""
    if settings.HELP_FOLDER is None:
        return []
    shipped = problems(gather(read(SHIPPED)), languages=())
    return [says for says in problems(current(), languages=()) if says not in shipped]


def _missing(shelf: Shelf, languages: tuple[str, ...]) -> Iterator[str]:
    for number in shelf.numbers:
        for language in languages:
            if (number, language) not in shelf.articles:
                yield f"{number}/{language}.md: is missing: translate the article."


def _doubles(shelf: Shelf) -> Iterator[str]:
    for name in ("title", "slug"):
        rows = sorted(
            (one.language, str(getattr(one.front, name)), one.number)
            for one in shelf.articles.values()
        )
        for (language, text), same in groupby(rows, key=lambda row: row[:2]):
            numbers = [str(number) for _language, _text, number in same]
            if len(numbers) > 1:
                where = " and ".join(f"{number}/{language}.md" for number in numbers)
                yield f"{where}: {name}: both have “{text}”: change one."


def _of_article(article: Article, shelf: Shelf) -> Iterator[str]:
    yield from _references(article, shelf)
    yield from _pictures(article)
    yield from _differences(article, shelf)
    for link in links(article):
        try:
            address(link, language=article.language, shelf=shelf)
        except DeadLink as problem:
            yield f"link {problem}"


def _references(article: Article, shelf: Shelf) -> Iterator[str]:
    front = article.front
    for key in front.categories:
        if key not in shelf.categories:
            known = ", ".join(shelf.categories)
            yield f"categories: “{key}” is none: write one of {known}"
    for name, numbers in (("related", front.related), ("following", [front.following])):
        for number in numbers:
            if number is not None and (number not in shelf.numbers or number == article.number):
                yield f"{name}: {number} is no other article: correct the number"


def _pictures(article: Article) -> Iterator[str]:
    for step in article.front.all_steps:
        if step.picture and pictures.find(step.picture, article.language) is None:
            yield f"picture: there is none called “{step.picture}”: make it, or correct the name"


def _differences(article: Article, shelf: Shelf) -> Iterator[str]:
    """Where a translation departs from the English article."""
    original = shelf.articles.get((article.number, FALLBACK))
    if original is None or original is article:
        return
    here, there = article.front, original.front
    for name in SAME:
        if getattr(here, name) != getattr(there, name):
            yield f"{name}: differs from {original.name}: write the same in both"
    if [step.picture for step in here.all_steps] != [step.picture for step in there.all_steps]:
        yield f"steps: number or pictures differ from {original.name}: write the same in both"
