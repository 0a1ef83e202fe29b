"""Pages of a search: an opaque token that belongs to one search and says where it goes on."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeVar

from changehands.api.access.reading import Body, Malformed
from changehands.core.paging import Page
from changehands.kernel.errors import Invalid

SIZE: Final = 100
MOST: Final = 1000
ASKED: Final = ("subject", "action", "resource", "context")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search goes on, how many results are wanted, and which search it is."""

    after: str | None
    limit: int
    search: str


def place_of(body: Body) -> Place:
    """Where to go on. Raises Malformed for a token of another search, or of none."""
    page = body.get("page", {})
    if not isinstance(page, dict) or not isinstance(page.get("properties", {}), dict):
        raise Malformed("`page` must be an object, and so must `page.properties`.")
    limit = page.get("limit")
    if limit is not None and (type(limit) is not int or limit < 0):
        raise Malformed("`page.limit` must be a whole number, 0 or more.")
    search = _name_of(body)
    if not (token := page.get("token", "")):
        return Place(None, SIZE if limit is None else limit, search)
    known = _opened(token)
    if known.search != search or limit not in (None, known.limit):
        raise Malformed("`page.token` belongs to another search: repeat all else as it was.")
    return known


def answer(
    place: Place, search: Callable[..., Page[Row]], shown: Callable[[Row], dict[str, str]]
) -> dict[str, Any]:
    """The answer of a search: its page first, so that a reader can tell how much will come."""
    size = min(max(place.limit, 1), MOST)
    try:
        found = search(after=place.after, size=size)
    except Invalid as wrong:
        raise Malformed("`page.token` is none that was given here.") from wrong
    rows: Sequence[Row] = found.rows if place.limit else ()
    goes_on_at = found.next if place.limit else place.after
    is_over = found.next is None if place.limit else not found.rows
    token = "" if is_over else _closed(Place(goes_on_at, place.limit, place.search))
    return {
        "page": {"next_token": token, "count": len(rows)},
        "results": [shown(row) for row in rows],
    }


def _name_of(body: Body) -> str:
    asked = json.dumps({name: body.get(name) for name in ASKED}, sort_keys=True)
    return sha256(asked.encode()).hexdigest()[:32]


def _closed(place: Place) -> str:
    content = json.dumps([place.after, place.limit, place.search], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _opened(token: Any) -> Place:
    try:
        after, limit, search = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (TypeError, ValueError):
        after, limit, search = None, -1, None
    known = isinstance(search, str) and isinstance(after, str | None)
    if not known or type(limit) is not int or limit < 0:
        raise Malformed("`page.token` is none that was given here.")
    return Place(after, limit, search)
