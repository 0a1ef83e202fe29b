"""What is wrong in the catalogues of translations: gaps, broken places, terms that depart.

The terms and their forms stand in src/changehands/locale/glossary.toml.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import messages
from babel.messages.catalog import Catalog, Message

GLOSSARY: Final = messages.LOCALE / "glossary.toml"
PLACES: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|</?[a-z][^>]*>")
INSIDE_WORDS: Final = frozenset({"de"})  # its compounds hide a term behind another word


@dataclass(frozen=True)
class Term:
    """A thing that has one name in each language."""

    name: str
    words: tuple[str, ...]
    forms: dict[str, tuple[str, ...]]

    def is_in(self, text: str, language: str) -> bool:
        """Whether a translation names it."""
        text = _plain(text)
        for form in map(_plain, self.forms[language]):
            edge = "" if language in INSIDE_WORDS else r"(?<!\w)"
            if re.search(edge + re.escape(form), text):
                return True
        return False


@cache
def terms() -> tuple[Term, ...]:
    """Every term of the glossary."""
    rows = tomllib.loads(GLOSSARY.read_text(encoding="utf-8")).items()
    return tuple(
        Term(
            name,
            tuple(row["words"]),
            {language: tuple(row[language]) for language in messages.LANGUAGES},
        )
        for name, row in rows
    )


@cache
def _by_words() -> tuple[tuple[re.Pattern[str], Term], ...]:
    found = [(word, term) for term in terms() for word in term.words]
    found.sort(key=lambda pair: -len(pair[0]))
    # in a product's name (kDrive) and in an address (/products) a word is no term
    edges = r"(?<![\w/.@-]){}(?!\w)"
    return tuple((re.compile(edges.format(re.escape(_plain(w)))), term) for w, term in found)


def terms_in(text: str) -> list[Term]:
    """The terms that an English text names, the longest first: each word counts for one term."""
    left, found = _plain(PLACES.sub(" · ", text)), []
    for pattern, term in _by_words():
        if pattern.search(left):
            left = pattern.sub(" · ", left)
            found.append(term)
    return found


def problems() -> Iterator[str]:
    """All that is wrong, a line each."""
    sources = messages.gathered()
    for language in messages.LANGUAGES:
        kept = messages.kept(language)
        yield from (f"{language}: {line}" for line in _of_files(language, kept, sources))
        for message in kept:
            if message.id:
                yield from (f"{language}: {line}" for line in of_message(message, language))


def _of_files(language: str, kept: Catalog, sources: Catalog) -> Iterator[str]:
    file = messages.file_of(language)
    if kept.obsolete or messages.as_po(messages.updated(language, sources)) != file.read_bytes():
        yield "the catalogue is not what the sources hold. Run: make messages"
    elif messages.as_mo(kept) != file.with_suffix(".mo").read_bytes():
        yield "the compiled catalogue is old. Run: make messages"


def of_message(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translation."""
    sources, forms = _texts(message.id), _texts(message.string)
    name = repr(sources[0])
    if not messages.is_translated(message):
        yield f"not translated: {name}"
        return
    if message.fuzzy:
        yield f"fuzzy: {name}"
    if message.pluralizable and len(forms) != 2:
        yield f"it needs two forms: {name}"
    allowed = [_places(text) for text in sources]
    for form in forms:
        if _places(form) not in allowed:
            yield f"places differ: {name}: {form!r}"
        for term in terms_in(sources[-1]):
            if not term.is_in(form, language):
                first = term.forms[language][0]
                yield f"“{term.name}” is “{first}”: {name}: {form!r}"


def _places(text: str) -> Counter[str]:
    return Counter(PLACES.findall(text))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value or "",)


def _plain(text: str) -> str:
    """One kind of apostrophe and of space, in lower case."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold()
