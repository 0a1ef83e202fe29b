"""Trims the variable font of pages to what they use: weights, letters of Europe, a few features.

`python tools/vendor.py` calls it: the whole font weighs three times as much. Needs fonttools,
which the development set-up brings.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHTS: Final = (400, 700)
FEATURES: Final = ("calt", "case", "ccmp", "cv05", "cv11", "kern", "locl", "mark", "mkmk", "tnum")


def _of_europe(letter: int) -> bool:
    return letter < 0x180 or 0x218 <= letter <= 0x21B or 0x1E80 <= letter <= 0x1E9E


WANTED: Final[Mapping[str, Callable[[int], bool]]] = {
    "inter-latin-wght-normal.woff2": lambda _letter: True,
    "inter-latin-ext-wght-normal.woff2": _of_europe,
}


def trim(folder: Path) -> None:
    """Replace the font's files in this folder by their trimmed form."""
    for name, is_wanted in WANTED.items():
        _trim(folder / name, is_wanted)


def _trim(path: Path, is_wanted: Callable[[int], bool]) -> None:
    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options(layout_features=list(FEATURES), hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=filter(is_wanted, font.getBestCmap()))
    subsetter.subset(font)
    with tempfile.TemporaryDirectory() as scratch:
        # the variations are read anew: they are cut by glyph before they are cut by weight
        font.flavor = None
        font.save(Path(scratch) / "subset.ttf")
        cut = TTFont(Path(scratch) / "subset.ttf", recalcTimestamp=False)
        cut = instantiateVariableFont(cut, {"wght": WEIGHTS})
        cut.flavor = "woff2"
        cut.save(path)
