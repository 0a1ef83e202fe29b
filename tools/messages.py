"""The catalogues of translations: gathered from the sources, brought up to date, compiled, checked.

Run: make messages, or python tools/messages.py check. See docs/adr/0011-messages-by-babel.md.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE: Final = Path(__file__).resolve().parent.parent / "src" / "changehands"
LOCALE: Final = PACKAGE / "locale"
LANGUAGES: Final = ("fr", "de", "it", "es")
LEFT_OUT: Final = ("migrations", "static", "locale")
KEYWORDS: Final[dict[str, Any]] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
ERRORS: Final = frozenset({"NotFound", "Denied", "Conflict", "Invalid", "TooMany", "Unavailable"})
WIDTH: Final = 100

Sentence = tuple[Any, str | None, str]  # what gettext looks up, its context, the file


class Messages(Catalog):
    """A catalogue whose header holds nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """What a reader of the file must know."""
        headers = [("Content-Type", "text/plain; charset=utf-8")]
        if self.locale:
            plural = get_plural(str(self.locale))
            headers = [
                ("Language", str(self.locale)),
                *headers,
                ("Plural-Forms", f"nplurals={plural.num_plurals}; plural={plural.plural_expr};"),
            ]
        return headers


def new(language: str | None) -> Messages:
    """A catalogue with nothing in it."""
    title = f"# Changehands in {language}. Terms: locale/glossary.toml. Update: make messages."
    return Messages(language, header_comment=title, fuzzy=False)


def gathered() -> Messages:
    """Every sentence that the sources hold, in the order of files and words."""
    catalogue = new(None)
    for message, context, file in sorted(_sentences(), key=lambda row: (row[2], str(row[0]))):
        catalogue.add(message, locations=[(file, 0)], context=context)
    return catalogue


def file_of(language: str) -> Path:
    """Where the translations into a language stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def kept(language: str) -> Catalog:
    """The translations as they are written down."""
    try:
        with file_of(language).open("rb") as stream:
            return read_po(stream, locale=language)
    except FileNotFoundError:
        return new(language)


def updated(language: str, sources: Catalog) -> Messages:
    """The translations of what the sources hold, nothing guessed, nothing that is gone."""
    translated, catalogue = kept(language), new(language)
    for message in sources:
        if message.id:
            old = translated.get(message.id, message.context)
            # a sentence that has got a plural since is another one
            same = old is not None and old.pluralizable == message.pluralizable
            catalogue.add(
                message.id,
                old.string if old is not None and same else None,
                locations=message.locations,
                context=message.context,
                flags=old.flags - {"python-format"} if old is not None and same else (),
                user_comments=old.user_comments if old is not None else (),
            )
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as people edit it."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=WIDTH, sort_by_file=True, include_lineno=False)
    return stream.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it."""
    ready = new(str(catalogue.locale))
    for message in catalogue:
        if message.id and not message.fuzzy and is_translated(message):
            ready.add(message.id, message.string, context=message.context)
    stream = io.BytesIO()
    write_mo(stream, ready)
    return stream.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of a sentence has its words."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


def write(language: str, sources: Catalog) -> None:
    """Bring both files of a language up to date."""
    catalogue, file = updated(language, sources), file_of(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(as_po(catalogue))
    file.with_suffix(".mo").write_bytes(as_mo(catalogue))


def _sentences() -> Iterator[Sentence]:
    for path in sorted(PACKAGE.rglob("*.*")):
        name = path.relative_to(PACKAGE).as_posix()
        if name.split("/")[0] in LEFT_OUT:
            continue
        if path.suffix == ".py":
            source = path.read_text(encoding="utf-8")
            yield from _marked(source, name)
            yield from ((words, None, name) for words in _of_errors(ast.parse(source)))
        elif path.suffix in (".html", ".txt") and name.startswith("templates/"):
            marked = templatize(path.read_text(encoding="utf-8"), origin=name)
            # what stands between the marks has become signs without a meaning, indented at random
            yield from _marked("\n".join(line.strip() for line in marked.splitlines()), name)


def _marked(source: str, name: str) -> Iterator[Sentence]:
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS)
    for _line, message, _comments, context in found:
        yield message, context, name


def _of_errors(tree: ast.Module) -> Iterator[str]:
    """What errors say: the edges translate it, so that nothing marks it where it stands."""
    known = set(ERRORS)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and known & {_name(base) for base in node.bases}:
            known.add(node.name)
            yield from _said_by(node, {"__init__", "cls"})
    yield from _said_by(tree, known)


def _said_by(tree: ast.AST, callees: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in callees and len(node.args) > 1:
            yield from _texts(node.args[1])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
        yield node.value


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def main(arguments: list[str]) -> int:
    """Update everything, or check that nothing is left to do."""
    if arguments == ["check"]:
        from glossary import problems  # beside this file, and made of it

        found = list(problems())
        print("\n".join(found) or "Every sentence is translated.")
        return 1 if found else 0
    if arguments:
        print(__doc__)
        return 2
    sources = gathered()
    for language in LANGUAGES:
        write(language, sources)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
