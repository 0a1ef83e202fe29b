"""Articles as HTML: Markdown without HTML of its own, links made into addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

from changehands.core.help import pictures
from changehands.core.help.addresses import DeadLink, address
from changehands.core.help.pictures import Picture
from changehands.core.help.reading import Article
from changehands.core.help.shapes import Point, Step
from changehands.core.help.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Bullet:
    """A point of the preamble, with those under it."""

    text: SafeString
    under: list[SafeString]


@dataclass(frozen=True, slots=True)
class Action:
    """A step, with its picture where there is one."""

    text: SafeString
    picture: Picture | None
    alt: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of the text below, for the table of contents."""

    id: str
    title: str


@dataclass(frozen=True)
class Rendering:
    """Every block of an article as a page shows it; what is empty there is empty here."""

    preamble: list[Bullet]
    prerequisites: list[SafeString]
    steps: list[Action]
    notes: list[SafeString]
    alternative: list[Action]
    alternative_title: str
    body: SafeString
    headings: list[Heading]


class Writer:
    """Renders the parts of one article for readers of a language."""

    def __init__(self, article: Article, language: str, shelf: Shelf, prefix: str) -> None:
        self.article, self.language, self.shelf = article, language, shelf
        self.prefix = prefix

    def article_parts(self) -> Rendering:
        """Everything."""
        front = self.article.front
        other = front.alternative
        tokens = self._anchored(self._linked(markdown().parse(self.article.body)))
        return Rendering(
            preamble=[self._bullet(point) for point in front.preamble or []],
            prerequisites=self._lines(front.prerequisites),
            steps=self._actions(front.steps),
            notes=self._lines(front.notes),
            alternative=self._actions(other.steps if other else None),
            alternative_title=other.title if other else "",
            body=_html(tokens),
            headings=list(_headings(tokens)),
        )

    def _bullet(self, point: str | Point) -> Bullet:
        if isinstance(point, str):
            return Bullet(self._inline(point), [])
        return Bullet(self._inline(point.point), self._lines(point.under))

    def _lines(self, texts: list[str] | None) -> list[SafeString]:
        return [self._inline(text) for text in texts or []]

    def _actions(self, steps: list[Step] | None) -> list[Action]:
        return [
            Action(self._inline(step.text), self._picture(step), step.alt or "")
            for step in steps or []
        ]

    def _picture(self, step: Step) -> Picture | None:
        found = pictures.find(step.picture, self.language) if step.picture else None
        return found if found and found.address else None

    def _inline(self, text: str) -> SafeString:
        return _html(self._linked(markdown().parseInline(text)))

    def _anchored(self, tokens: list[Token]) -> list[Token]:
        for token in tokens:
            if "id" in token.attrs:
                token.attrs["id"] = f"{self.prefix}{token.attrs['id']}"
        return tokens

    def _linked(self, tokens: list[Token]) -> list[Token]:
        for token in _links(tokens):
            link = str(token.attrs["href"])
            try:
                place = address(link, language=self.language, shelf=self.shelf)
            except DeadLink:
                token.attrs = {}  # an <a> without an address is plain text
                continue
            token.attrs["href"] = f"#{self.prefix}{place[1:]}" if place[0] == "#" else place
            if link.startswith("help:"):
                token.attrs["data-help-link"] = ""
            if place.startswith("https:"):
                token.attrs["rel"] = "noopener"
        return tokens


@cache
def markdown() -> MarkdownIt:
    """The one parser: no HTML, no pictures, tables; headings have an id."""
    found = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image"])
    # a table that is wider than a phone is scrolled, by keyboard too
    found.add_render_rule("table_open", lambda *_: '<div class="help-table" tabindex="0"><table>\n')
    found.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return found.use(anchors_plugin, max_level=3, slug_func=lambda title: slugify(title) or "part")


def rendered(article: Article, *, language: str, shelf: Shelf, prefix: str = "") -> Rendering:
    """The article as a page in this language shows it; ids of headings begin with the prefix."""
    return Writer(article, language, shelf, prefix).article_parts()


def links(article: Article) -> list[str]:
    """The links in every part of an article."""
    tokens = markdown().parse(article.body)
    for text in prose(article):
        tokens += markdown().parseInline(text)
    return [str(token.attrs["href"]) for token in _links(tokens)]


def prose(article: Article) -> Iterator[str]:
    """Every sentence of the front matter that is Markdown."""
    front = article.front
    for point in front.preamble or []:
        yield from [point] if isinstance(point, str) else [point.point, *point.under]
    yield from front.prerequisites or []
    yield from (step.text for step in front.all_steps)
    yield from front.notes or []


def plain(article: Article) -> str:
    """The words of an article without title and purpose, as search reads them."""
    titles = [article.front.alternative.title] if article.front.alternative else []
    texts = [*prose(article), *titles, article.body]
    return "\n".join(_words(markdown().parse(text)) for text in texts if text)


def _words(tokens: list[Token]) -> str:
    lines = []
    for token in tokens:
        if token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
        elif token.children:
            lines.append(
                "".join(child.content or " " * ("break" in child.type) for child in token.children)
            )
    return "\n".join(lines)


def _links(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "link_open":
            yield token
        yield from _links(token.children or [])


def _headings(tokens: list[Token]) -> Iterator[Heading]:
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            yield Heading(str(token.attrs["id"]), inside.content)


def _html(tokens: list[Token]) -> SafeString:
    parser = markdown()
    return SafeString(parser.renderer.render(tokens, parser.options, {}))
