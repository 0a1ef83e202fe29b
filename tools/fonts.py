"""Makes the fonts of printed documents: one TrueType file a weight out of the web's subsets.

`python tools/vendor.py` calls it. Needs fonttools, which the development set-up brings.
"""

import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

PACKAGE: Final = "@fontsource/inter"
VERSION: Final = "5.3.0"
FOLDER: Final = Path(__file__).parents[1] / f"src/changehands/fonts/inter-{VERSION}"
SUBSETS: Final = (
    "latin",
    "latin-ext",
    "greek",
    "greek-ext",
    "cyrillic",
    "cyrillic-ext",
    "vietnamese",
)
WEIGHTS: Final = (400, 600)


def make(archive: Path, folder: Path = FOLDER) -> Sequence[str]:
    """Write the fonts, their licence and what they can show; answers the files' names."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(archive) as packed:
        packed.extractall(scratch, filter="data")
        source = Path(scratch) / "package"
        (folder / "LICENSE").write_bytes((source / "LICENSE").read_bytes())
        for weight in WEIGHTS:
            merged = Merger().merge(list(_unpacked(source / "files", weight)))
            merged.recalcTimestamp = False  # the same bytes, whenever it is made
            merged.save(folder / f"Inter-{weight}.ttf")
            characters = "".join(map(chr, sorted(merged.getBestCmap())))
            (folder / "characters.txt").write_text(characters, encoding="utf-8", newline="")
    return sorted(path.name for path in folder.iterdir())


def _unpacked(files: Path, weight: int) -> Iterator[str]:
    for subset in SUBSETS:
        font = TTFont(files / f"inter-{subset}-{weight}-normal.woff2", recalcTimestamp=False)
        font.flavor = None
        target = files / f"{subset}-{weight}.ttf"
        font.save(target)
        yield str(target)
