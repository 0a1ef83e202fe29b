"""All articles that readers have: those of the package, and the operators' own over them."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from django.conf import settings

from changehands.core.help.reading import Article, Folder, read
from changehands.core.help.shapes import Category

SHIPPED: Final = Path(__file__).parent.parent.parent / "help"
FALLBACK: Final = "en"


@dataclass(frozen=True)
class Shelf:
    """Articles by number and language, categories by key, and what is wrong with their files."""

    articles: dict[tuple[int, str], Article]
    categories: dict[str, Category]
    problems: list[str] = field(default_factory=list)

    @cached_property
    def numbers(self) -> list[int]:
        """Every article that can be shown to somebody."""
        return sorted({number for number, _language in self.articles})

    def find(self, number: int, language: str) -> Article | None:
        """The article in this language, else in English, else in any."""
        for wanted in (language, FALLBACK):
            if found := self.articles.get((number, wanted)):
                return found
        return next((one for key, one in self.articles.items() if key[0] == number), None)

    def all(self, language: str) -> list[Article]:
        """Every article as a reader of this language gets it."""
        return [found for number in self.numbers if (found := self.find(number, language))]

    def in_category(self, key: str, language: str) -> list[Article]:
        """The articles of a category, by number."""
        return [one for one in self.all(language) if key in one.front.categories]

    def counts(self) -> Counter[str]:
        """How many articles there are of each type."""
        return Counter(article.front.type for article in self.all(FALLBACK))

    def neighbours(self, article: Article, language: str) -> tuple[Article | None, Article | None]:
        """The articles before and after it in its first category."""
        row = self.in_category(article.front.categories[0], language)
        place = row.index(article)
        after = row[place + 1] if place + 1 < len(row) else None
        return (row[place - 1] if place else None), after


def gather(shipped: Folder, own: Folder | None = None) -> Shelf:
    """One shelf of both folders: what is in `own` stands in the place of what is shipped."""
    folders = [shipped, own] if own else [shipped]
    return Shelf(
        {(one.number, one.language): one for folder in folders for one in folder.articles},
        {key: found for folder in folders for key, found in folder.categories.items()},
        [says for folder in folders for says in folder.problems],
    )


@cache
def current() -> Shelf:
    """The shelf of this process, read once."""
    folder: Path | None = settings.HELP_FOLDER
    return gather(read(SHIPPED), read(folder) if folder else None)
