"""What can be wrong in a catalogue file, said with line and remedy."""

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from changehands.policy.languages import LANGUAGES

Where = tuple[str, ...]
Table = dict[str, Any]

_CODE_REMEDY = "codes consist of lower-case letters, digits and hyphens, such as web-hosting"
_EXAMPLES = {
    "icon": 'icon = "cube"',
    "label": 'label.en = "…", and the same in the four other languages',
    "description": 'description.en = "…", and the same in the four other languages',
    "roles": 'roles = ["…"], with one role or more of [roles]',
}


class Problem(NamedTuple):
    """One thing that is wrong: at which key, and what to do about it."""

    where: Where
    says: str


class CatalogueError(Exception):
    """A catalogue file cannot be used; the message lists every problem with line and remedy."""


def tables(data: Table, key: str) -> dict[str, Table]:
    """The tables below a key of the file; whatever is not a table is left out."""
    below = data.get(key)
    entries = below.items() if isinstance(below, dict) else ()
    return {code: entry for code, entry in entries if isinstance(entry, dict)}


def nearest(word: str, choices: Collection[str]) -> str | None:
    """The question whether a similar word was meant, where there is one."""
    close = get_close_matches(word, choices, n=1)
    return f'did you mean "{close[0]}"?' if close else None


def shape_problems(data: Table) -> Iterator[Problem]:
    """Whatever does not stand in a table [kinds.CODE] or [roles.CODE]."""
    for key in data.keys() - {"kinds", "roles"}:
        remedy = nearest(key, ("kinds", "roles")) or "the file holds [kinds.CODE] and [roles.CODE]"
        yield Problem((key,), f'unknown key "{key}": {remedy}')
    for key in ("kinds", "roles"):
        below = data.get(key)
        if not isinstance(below, dict) or not below:
            yield Problem((key,), f"there are none: add a table [{key}.CODE]")
            continue
        for code, entry in below.items():
            if not isinstance(entry, dict):
                yield Problem((key, code), f"is not a table: write [{key}.CODE] above its keys")
    for code, kind in tables(data, "kinds").items():
        if "code" in kind:
            says = f'unknown key "code": remove it, the code stands in [kinds.{code}]'
            yield Problem(("kinds", code, "code"), says)


def rule_problems(data: Table) -> Iterator[Problem]:
    """Kinds whose keys contradict each other, or name what does not exist."""
    kinds = tables(data, "kinds")
    for code, kind in kinds.items():
        where = ("kinds", code)
        yield from _transfer_problems(where, kind)
        yield from _name_problems((*where, "part_of"), kind, data, "kinds")
        yield from _name_problems((*where, "serves"), kind, data, "kinds")
        yield from _name_problems((*where, "roles"), kind, data, "roles")
        if code in _wholes(code, kinds):
            says = "leads back to this kind, which cannot be a part of itself: remove one name"
            yield Problem((*where, "part_of"), says)
        if code in _names(kind, "serves"):
            yield Problem((*where, "serves"), f'a kind does not serve itself: remove "{code}"')


def _transfer_problems(where: Where, kind: Table) -> Iterator[Problem]:
    transfer = kind.get("transfer", "allowed")
    if transfer in ("forbidden", "own-procedure") and "reason" not in kind:
        says = f'"{transfer}" needs a reason that people read: add reason.en = "…", '
        yield Problem((*where, "transfer"), says + "and the same in the four other languages")
    if transfer == "own-procedure" and "guide" not in kind:
        says = '"own-procedure" needs a guide: add guide = "…", the article that explains it'
        yield Problem((*where, "transfer"), says)
    for key in ("reason", "guide"):
        if transfer == "allowed" and key in kind:
            says = "belongs to kinds that are not transferred here: remove it, or add "
            yield Problem((*where, key), says + 'transfer = "forbidden" or "own-procedure"')


def _name_problems(where: Where, kind: Table, data: Table, among: str) -> Iterator[Problem]:
    names, known = _names(kind, where[-1]), tables(data, among)
    for name in dict.fromkeys(names):
        if name not in known:
            remedy = nearest(name, known) or f"add [{among}.{name}], or remove the name"
            yield Problem(where, f'no {among[:-1]} is called "{name}": {remedy}')
        if names.count(name) > 1:
            yield Problem(where, f'"{name}" stands here {names.count(name)} times: keep one')


def _names(kind: Table, key: str) -> list[str]:
    listed = kind.get(key)
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []


def _wholes(code: str, kinds: dict[str, Table]) -> set[str]:
    found: set[str] = set()
    left = [code]
    while left:
        names = set(_names(kinds.get(left.pop(), {}), "part_of")) - found
        found |= names
        left += names
    return found


def in_words(where: Where, error: ErrorDetails, keys: Collection[str]) -> str:
    """What pydantic found at a key, as a sentence with a remedy; `keys` are those of a kind."""
    key, value = where[-1], json.dumps(error["input"], default=str, ensure_ascii=False)
    match error["type"]:
        case "missing":
            return _missing(where)
        case "extra_forbidden":
            allowed = keys if len(where) == 3 and where[0] == "kinds" else LANGUAGES
            remedy = nearest(key, allowed) or f"the keys are {', '.join(allowed)}"
            return f'unknown key "{key}": {remedy}'
        case "literal_error":
            return f"{value} is not allowed: write {_quoted(error['ctx']['expected'])}"
        case "string_too_short":
            return "is empty: write the text"
        case "string_pattern_mismatch" if key == "guide":
            return f'{value} is not the name of an article: write it like "jelastic-transfer"'
        case "string_pattern_mismatch" | "string_too_long":
            return f'"{key}" cannot be a code: {_CODE_REMEDY}, 50 at most'
        case "icon":
            return error["msg"]
        case _:
            return f"{_expected(key, error['type'])}, not {value}"


def _missing(where: Where) -> str:
    key = where[-1]
    if key not in LANGUAGES:
        return f"is missing: add {_EXAMPLES[key]}"
    text = where[2] if where[0] == "kinds" else "label"
    return f'the {LANGUAGES[key]} {text} is missing: add {".".join(where[2:])} = "…"'


def _expected(key: str, kind_of_error: str) -> str:
    if key in ("roles", "part_of", "serves"):
        one = "one role or more" if kind_of_error == "too_short" else "a list of codes"
        return f'write {one}, in brackets, such as {key} = ["…", "…"]'
    if kind_of_error == "bool_type":
        return "write true or false, without quotes"
    if kind_of_error == "string_type":
        return "write a text in quotes"
    return f'write one text a language: {key}.en = "…", {key}.fr = "…" and so on'


def _quoted(expected: str) -> str:
    return expected.replace("'", '"')


def unreadable(path: Path, error: OSError | UnicodeDecodeError) -> CatalogueError:
    """The file cannot be opened, or is not text."""
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return CatalogueError(f"{path.name}:{line}: is not UTF-8: save the file as UTF-8.")
    remedy = "name a catalogue file that this user may read."
    return CatalogueError(f"{path}: cannot be read ({error.strerror or error}): {remedy}")


def not_toml(path: Path, text: str, error: tomllib.TOMLDecodeError) -> CatalogueError:
    """The file breaks the syntax of TOML, so nothing else can be said about it."""
    said = str(error).partition(" (at ")[0]
    found = re.search(r"at line (\d+)", str(error))
    line = int(found[1]) if found else len(text.splitlines())
    remedy = 'texts stand in "quotes", lists in [brackets], no table and no key stands twice.'
    return CatalogueError(
        f"{path.name}:{line}: is not TOML ({said}): correct this line or the one above; {remedy}"
    )


def report(path: Path, text: str, problems: Collection[Problem]) -> CatalogueError:
    """All problems of a file, in the order of its lines."""
    lines = line_index(text)
    located = sorted((_line(lines, where), where, says) for where, says in problems)
    listed = [f"{path.name}:{line}: {'.'.join(where)}: {says}" for line, where, says in located]
    count = "1 problem" if len(listed) == 1 else f"{len(listed)} problems"
    return CatalogueError("\n".join([f"{path}: {count}", *listed]))


def _line(lines: Mapping[Where, int], where: Where) -> int:
    """The line of a key, or of the table where it is missing."""
    shorter = (where[:length] for length in range(len(where), 0, -1))
    return next((lines[path] for path in shorter if path in lines), 1)


def line_index(text: str) -> dict[Where, int]:
    """The first line of every table and key; `tomllib` tells no positions."""
    lines: dict[Where, int] = {}
    table: Where = ()
    for start, statement, parsed in _statements(text):
        paths = list(_paths(parsed))
        if statement.lstrip().startswith("["):
            table, paths = paths[-1], [()]
        for path in [(*table, *path) for path in paths]:
            for length in range(1, len(path) + 1):
                lines.setdefault(path[:length], start)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str, Table]]:
    # A statement may span lines: it ends with the first line after which it parses alone.
    statement, start = "", 1
    for number, line in enumerate(text.split("\n"), start=1):
        start = start if statement else number
        statement += line + "\n"
        try:
            yield start, statement, tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        statement = ""


def _paths(parsed: Table) -> Iterator[Where]:
    for key, value in parsed.items():
        yield (key,)
        if isinstance(value, dict):
            yield from ((key, *path) for path in _paths(value))
