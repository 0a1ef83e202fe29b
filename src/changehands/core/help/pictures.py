"""The pictures of articles: where they are, and how large, so that nothing moves when they arrive."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from changehands.core.help.reading import PICTURES
from changehands.core.help.shelf import FALLBACK

SHIPPED: Final = Path(__file__).parent.parent.parent / "static/changehands" / PICTURES
ENDINGS: Final = {".webp": "image/webp", ".jpg": "image/jpeg"}
STARTS_OF_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})


@dataclass(frozen=True, slots=True)
class Picture:
    """A file and its size in pixels; `place` is its path in its folder."""

    path: Path
    place: str
    is_own: bool
    width: int
    height: int

    @property
    def address(self) -> str:
        """Where browsers get it; empty while the static files are those of another version."""
        if self.is_own:
            return reverse("help-picture", args=self.place.split("/"))
        try:
            return str(staticfiles_storage.url(f"changehands/{PICTURES}/{self.place}"))
        except ValueError:
            return ""


def find(name: str, language: str) -> Picture | None:
    """The picture of this name in this language, else in English; the operators' own comes first."""
    for wanted in dict.fromkeys((language, FALLBACK)):
        for folder, is_own in _folders():
            for ending in ENDINGS:
                place = f"{wanted}/{name}{ending}"
                if (path := folder / place).is_file():
                    return Picture(path, place, is_own, *size(path))
    return None


def own_file(language: str, name: str) -> Path | None:
    """A file of the operators' pictures; nothing outside their folder, whatever the name says."""
    if not settings.HELP_FOLDER:
        return None
    folder = (settings.HELP_FOLDER / PICTURES).resolve()
    path = (folder / language / name).resolve()
    if not path.is_relative_to(folder) or path.suffix not in ENDINGS:
        return None
    try:
        return path if path.is_file() else None
    except OSError:  # a name that no file system could hold
        return None


@lru_cache(maxsize=1024)
def size(path: Path) -> tuple[int, int]:
    """Width and height as the file's head says; 0 and 0 where it is no WebP and no JPEG.

    Like the articles, a picture is read once in each process.
    """
    data = path.read_bytes()
    try:
        return _webp(data) if data[:4] == b"RIFF" else _jpeg(data)
    except (struct.error, IndexError):
        return 0, 0


def _folders() -> Iterator[tuple[Path, bool]]:
    if settings.HELP_FOLDER:
        yield settings.HELP_FOLDER / PICTURES, True
    yield SHIPPED, False


def _webp(data: bytes) -> tuple[int, int]:
    match data[12:16]:
        case b"VP8X":
            width = int.from_bytes(data[24:27], "little") + 1
            return width, int.from_bytes(data[27:30], "little") + 1
        case b"VP8L":
            (bits,) = struct.unpack("<I", data[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while data[at] == 0xFF:
        if data[at + 1] in STARTS_OF_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0, 0
