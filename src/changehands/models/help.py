"""The help centre's index, made from the files of articles, and what readers say of them."""

from typing import Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

# the languages of the help centre, with PostgreSQL's name of each
CONFIGURATIONS: Final = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "it": "italian",
    "es": "spanish",
}


class HelpArticle(models.Model):
    """An article as search sees it, in one language; `written_in` is another one where it is missing."""

    pk = models.CompositePrimaryKey("number", "language")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    written_in = models.CharField(max_length=5)
    title = models.TextField()
    purpose = models.TextField()
    text = models.TextField()
    words = SearchVectorField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "help_article"
        indexes = [GinIndex(fields=["words"], name="help_article_words")]


class HelpVote(models.Model):
    """Whether an article has helped a visitor: the last thing they said."""

    number = models.PositiveIntegerField()
    visitor = models.CharField(
        max_length=60, help_text="a person's id, or the random one of a signed cookie"
    )
    language = models.CharField(max_length=5)
    helpful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "help_vote"
        constraints = [
            models.UniqueConstraint(fields=["number", "visitor"], name="help_vote_is_one_a_visitor")
        ]
