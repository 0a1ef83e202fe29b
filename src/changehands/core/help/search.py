"""Finding articles by words: in the reader's language, tolerant of typing errors (R06)."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from changehands.core.help.spelling import folded, vocabulary, words_of
from changehands.core.searching import words
from changehands.models import CONFIGURATIONS

MOST: Final = 30
SOME: Final = 10  # where hardly any article has every word
FEW: Final = 3  # articles with every word; with fewer, those with some of the words follow
START, END = "\ue000", "\ue001"  # around what was found, until it is escaped
OPERATORS: Final = re.compile(r'"|(^|\s)-\w')
HEADLINE: Final = f"StartSel={START}, StopSel={END}"

# A word is known when an article has it, or when it is one that every sentence has.
KNOWN: Final = """
SELECT word, bool_or(numnode(plainto_tsquery(%(config)s::regconfig, word)) = 0
                     OR words @@ plainto_tsquery(%(config)s::regconfig, word)
                     OR (word = %(last)s AND length(word) > 1
                         AND words @@ to_tsquery('simple', %(prefix)s)))
  FROM unnest(%(asked)s::text[]) word LEFT JOIN help_article ON language = %(language)s
 GROUP BY word
"""
FIND: Final = f"""
WITH query AS (
    SELECT websearch_to_tsquery(%(config)s::regconfig, %(text)s)
           || (to_tsquery(%(config)s::regconfig, %(head)s) && to_tsquery('simple', %(prefix)s))
           AS every,
           phraseto_tsquery(%(config)s::regconfig, %(text)s) AS phrase,
           to_tsquery(%(config)s::regconfig, %(any)s) || to_tsquery('simple', %(prefix)s) AS partly),
found AS (
    SELECT a.*, words @@ every AS has_all, every || partly AS sought,
           ts_filter(words, '{{a,b}}') @@ phrase AS has_phrase,
           ts_rank('{{0.1, 0.2, 0.5, 1.0}}', words, every || partly) AS rank
      FROM help_article a, query
     WHERE language = %(language)s AND (words @@ every OR words @@ partly))
SELECT number, written_in, title, has_all,
       ts_headline(%(config)s::regconfig, purpose, sought, %(whole)s) AS purpose,
       ts_headline(%(config)s::regconfig, text, sought, %(parts)s) AS excerpt
  FROM found ORDER BY has_all DESC, has_phrase DESC, rank DESC, number LIMIT {MOST}
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; `purpose` and `excerpt` mark the words with START and END."""

    number: int
    written_in: str
    title: str
    has_all: bool
    purpose: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, for which words, and which of the typed words were read as others."""

    text: str
    hits: list[Hit] = field(default_factory=list)
    typed: str = ""
    read_as: str = ""


def search(typed: str, *, language: str) -> Results:
    """The articles that answer what a reader of this language typed, best first."""
    text = words(typed)
    asked = words_of(text)
    if not asked:
        return Results(text)
    if OPERATORS.search(text):
        return Results(text, _found(text, [], language))
    corrected = _corrected(asked, language)
    hits = _found(" ".join(corrected), corrected, language)
    complete = [hit for hit in hits if hit.has_all]
    changed = [
        (old, new) for old, new in zip(asked, corrected, strict=True) if folded(old) != folded(new)
    ]
    return Results(
        text,
        complete if len(complete) >= FEW else hits[:SOME],
        " ".join(old for old, _new in changed) if hits else "",
        " ".join(new for _old, new in changed) if hits else "",
    )


def _corrected(asked: list[str], language: str) -> list[str]:
    last = asked[-1]
    facts: dict[str, Any] = {
        "config": CONFIGURATIONS[language],
        "language": language,
        "asked": asked,
        "last": last,
        "prefix": _quoted(last) + ":*",
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, facts)
        known = {word for word, is_known in cursor.fetchall() if is_known}
    return [word if word in known else vocabulary(language).nearest(word) or word for word in asked]


def _found(text: str, asked: list[str], language: str) -> list[Hit]:
    # With operators the reader says exactly what is wanted: nothing is added to it.
    prefix = _quoted(asked[-1]) + ":*" if asked and len(asked[-1]) > 1 else ""
    facts: dict[str, Any] = {
        "config": CONFIGURATIONS[language],
        "language": language,
        "text": text,
        "head": " & ".join(map(_quoted, asked[:-1])) or prefix,
        "any": " | ".join(map(_quoted, asked)),
        "prefix": prefix,
        "whole": f"{HEADLINE}, HighlightAll=true",
        "parts": f'{HEADLINE}, MaxFragments=2, MinWords=8, MaxWords=22, FragmentDelimiter=" … "',
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, facts)
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [Hit(**row) for row in rows]


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "'"
