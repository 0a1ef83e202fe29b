"""What a request asks, out of its body. Names that are not known are ignored, as the standard says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from changehands.core.access import Entity, Question

MOST_QUESTIONS: Final = 1000
SEMANTICS: Final = ("execute_all", "deny_on_first_deny", "permit_on_first_permit")
PARTS: Final = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}

Body = Mapping[str, Any]


class Malformed(Exception):
    """The request, or one question in it, cannot be read; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Boxcar:
    """Several questions in one request; one that cannot be read stands as what is wrong with it."""

    questions: Sequence[Question | Malformed]
    semantic: str


def body_of(content: bytes) -> Body:
    """The JSON object in a body. Raises Malformed."""
    try:
        body = json.loads(
            content.decode(), object_pairs_hook=_members, parse_constant=_no_such_number
        )
    except (ValueError, RecursionError):
        raise Malformed("The body must be one JSON object, each of its names given once.") from None
    if not isinstance(body, dict):
        raise Malformed("The body must be a JSON object.")
    return body


def question_of(body: Body) -> Question:
    """The one question of an evaluation. Raises Malformed."""
    _object(body, "context", optional=True)
    return Question(entity_of(body, "subject"), action_of(body), entity_of(body, "resource"))


def boxcar_of(body: Body) -> Boxcar | None:
    """The questions of an evaluations request; None where it asks a single one. Raises Malformed."""
    items = body.get("evaluations", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Malformed("`evaluations` must be an array of objects.")
    if len(items) > MOST_QUESTIONS:
        raise Malformed(f"`evaluations` may hold {MOST_QUESTIONS} questions at the most.")
    semantic = _object(body, "options", optional=True).get("evaluations_semantic", SEMANTICS[0])
    if semantic not in SEMANTICS:
        raise Malformed(f"`options.evaluations_semantic` must be one of {', '.join(SEMANTICS)}.")
    defaults = {name: body[name] for name in (*PARTS, "context") if name in body}
    for name in defaults:
        _object(body, name)
    return Boxcar([_item(defaults, item) for item in items], semantic) if items else None


def entity_of(body: Body, name: str) -> Entity:
    """A subject or resource. Raises Malformed."""
    found = _object(body, name)
    _object(found, "properties", optional=True)
    return Entity(_text(found, "type", name), _text(found, "id", name))


def type_of(body: Body, name: str) -> str:
    """The type of what is searched for; its id, if there is one, is ignored. Raises Malformed."""
    found = _object(body, name)
    _object(found, "properties", optional=True)
    return _text(found, "type", name)


def action_of(body: Body) -> str:
    """The name of the action. Raises Malformed."""
    found = _object(body, "action")
    _object(found, "properties", optional=True)
    return _text(found, "name", "action")


def _item(defaults: Body, item: Body) -> Question | Malformed:
    try:
        return question_of(
            {**defaults, **{name: _completed(defaults, item, name) for name in item}}
        )
    except Malformed as wrong:
        return wrong


def _completed(defaults: Body, item: Body, name: str) -> Any:
    """An item's own entity replaces the default one, which lends it what it must have and has not."""
    if name not in PARTS or name not in defaults or not isinstance(item[name], dict):
        return item[name]
    lent = {part: defaults[name][part] for part in PARTS[name] if part in defaults[name]}
    return {**lent, **item[name]}


def _object(body: Body, name: str, *, optional: bool = False) -> Body:
    if name not in body:
        if optional:
            return {}
        raise Malformed(f"`{name}` is missing.")
    found = body[name]
    if not isinstance(found, dict):
        raise Malformed(f"`{name}` must be an object.")
    return found


def _text(body: Body, name: str, within: str) -> str:
    found = body.get(name)
    if not isinstance(found, str):
        raise Malformed(
            f"`{within}.{name}` must be a string."
            if name in body
            else f"`{within}.{name}` is missing."
        )
    try:
        found.encode()  # half a surrogate pair is no text
    except UnicodeEncodeError:
        raise Malformed(f"`{within}.{name}` is no valid text.") from None
    return found


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name is given twice")
    return members


def _no_such_number(text: str) -> None:
    raise ValueError(text)
