"""How wide words are on the screen: near enough to shorten them and to keep them apart."""

from functools import lru_cache
from typing import Final
from unicodedata import category, east_asian_width

# in parts of the size of the font, a little more than Inter takes: other fonts may stand in
_NARROW: Final = frozenset("iljI|.,:;'!ft()[] -r")
_WIDE: Final = frozenset("mwMW@%…—–")
_SHARES: Final = {"narrow": 0.35, "plain": 0.6, "capital": 0.74, "wide": 1.0}
_BOLD: Final = 1.05
_ELLIPSIS: Final = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a line of text is."""
    share = sum(_share(character) for character in text)
    return share * size * (_BOLD if bold else 1)


def shorten(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as has room, with an ellipsis."""
    text = " ".join(text.split())
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + _ELLIPSIS, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text in one line, or in two of which the second one may be shortened."""
    words = text.split()
    if width(" ".join(words), size, bold=bold) <= room or len(words) < 2:
        return [shorten(text, size, room, bold=bold)]
    first = 1
    while width(" ".join(words[: first + 1]), size, bold=bold) <= room:
        first += 1
    parts = " ".join(words[:first]), " ".join(words[first:])
    return [shorten(part, size, room, bold=bold) for part in parts]


@lru_cache(maxsize=4096)
def _share(character: str) -> float:
    if character in _NARROW:
        return _SHARES["narrow"]
    if character in _WIDE or east_asian_width(character) in "WF":
        return _SHARES["wide"]
    kind = category(character)
    if kind.startswith("M"):
        return 0.0  # stands on the one before
    if kind in ("Lu", "Lt"):
        return _SHARES["capital"]
    return _SHARES["plain"] if kind.startswith(("L", "N")) and ord(character) < 0x500 else 1.0
