"""The words that articles use, and the nearest of them to a word that none uses."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from changehands.core.help.rendering import plain
from changehands.core.help.shelf import Shelf, current

WORD: Final = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*")
SHORTEST: Final = 4  # letters; what is shorter is near to too much
LIKENESS: Final = 0.7


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, in their order."""
    return [part.lower() for found in WORD.findall(text) for part in re.split("[’']", found)]


def folded(word: str) -> str:
    """The word without accents: what people type in haste."""
    spread = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


class Vocabulary:
    """Every word of the articles of a language, with how often it is used."""

    def __init__(self, shelf: Shelf, language: str) -> None:
        self.counts: Counter[str] = Counter()
        for article in shelf.all(language):
            front = article.front
            texts = (front.title, front.purpose, front.keywords or "", plain(article))
            self.counts.update(word for text in texts for word in words_of(text))
        self.by_folded: dict[str, str] = {}
        for word, _count in self.counts.most_common():
            self.by_folded.setdefault(folded(word), word)

    def nearest(self, word: str) -> str | None:
        """The word that was meant, as far as letters tell; None when nothing is near."""
        plainly = folded(word)
        if found := self.by_folded.get(plainly):
            return found
        if len(plainly) < SHORTEST:
            return None
        near = process.extract(
            plainly,
            self.by_folded.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=LIKENESS,
            limit=5,
        )
        best = max((score for _word, score, _at in near), default=0)
        equal = [self.by_folded[found] for found, score, _at in near if score == best]
        return max(equal, key=lambda one: self.counts[one], default=None)


@lru_cache(maxsize=8)
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language, made once in each process."""
    return Vocabulary(current(), language)
