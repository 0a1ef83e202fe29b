"""The help centre: articles in files, found by search, judged by their readers."""

from changehands.core.help.addresses import DeadLink, article_address
from changehands.core.help.checking import own_problems, problems
from changehands.core.help.index import synchronise
from changehands.core.help.reading import Article, read
from changehands.core.help.rendering import Heading, Rendering, rendered
from changehands.core.help.search import END, START, Hit, Results, search
from changehands.core.help.shelf import FALLBACK, SHIPPED, Shelf, current, gather
from changehands.core.help.votes import Total, of_visitor, totals, vote

__all__ = [
    "END",
    "FALLBACK",
    "SHIPPED",
    "START",
    "Article",
    "DeadLink",
    "Heading",
    "Hit",
    "Rendering",
    "Results",
    "Shelf",
    "Total",
    "article_address",
    "current",
    "gather",
    "of_visitor",
    "own_problems",
    "problems",
    "read",
    "rendered",
    "search",
    "synchronise",
    "totals",
    "vote",
]
