"""The table that search reads, made from the files."""

import hashlib
from typing import Final

from django.db import connection

from changehands.core.help.reading import Article
from changehands.core.help.rendering import plain
from changehands.core.help.shelf import Shelf
from changehands.core.operation import sweep
from changehands.models import CONFIGURATIONS, HelpArticle

FORM: Final = "1"  # of the rows; another one makes them all anew
WRITE: Final = """
INSERT INTO help_article (number, language, written_in, title, purpose, text, digest, words)
VALUES (%(number)s, %(language)s, %(written_in)s, %(title)s, %(purpose)s, %(text)s, %(digest)s,
    setweight(to_tsvector(%(configuration)s::regconfig, %(title)s), 'A')
    || setweight(to_tsvector(%(configuration)s::regconfig, %(purpose)s), 'B')
    || setweight(to_tsvector(%(configuration)s::regconfig, %(keywords)s), 'B')
    || setweight(to_tsvector(%(configuration)s::regconfig, %(text)s), 'D'))
ON CONFLICT (number, language) DO UPDATE SET
    written_in = excluded.written_in, title = excluded.title, purpose = excluded.purpose,
    text = excluded.text, digest = excluded.digest, words = excluded.words
"""


@sweep
def synchronise(shelf: Shelf) -> int:
    """Make the index what the shelf holds; returns how many rows were written or removed.

    A language that lacks an article gets the one that its readers are shown instead.
    """
    present = {(row.number, row.language): row.digest for row in HelpArticle.objects.only("digest")}
    wanted = {
        (article.number, language): article
        for language in CONFIGURATIONS
        for article in shelf.all(language)
    }
    changed = [key for key, one in wanted.items() if present.get(key) != _digest(one)]
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, [_row(key[1], wanted[key]) for key in changed])
    gone = present.keys() - wanted.keys()
    for number, language in gone:
        HelpArticle.objects.filter(number=number, language=language).delete()
    return len(changed) + len(gone)


def _digest(article: Article) -> str:
    return hashlib.sha256(f"{FORM} {article.language} {article.digest}".encode()).hexdigest()


def _row(language: str, article: Article) -> dict[str, str | int]:
    front = article.front
    return {
        "number": article.number,
        "language": language,
        "written_in": article.language,
        "configuration": CONFIGURATIONS[language],
        "title": front.title,
        "purpose": front.purpose,
        "keywords": front.keywords or "",
        "text": plain(article),
        "digest": _digest(article),
    }
