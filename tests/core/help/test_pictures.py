"""Pictures are found by name and language, and their size is read from the file."""

import struct
from pathlib import Path

import pytest
from django.conf import LazySettings

from changehands.core.help import pictures

LOSSY = b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 640, 400)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + struct.pack("<I", 639 | 399 << 14)
EXTENDED = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x7f\x02\0" + b"\x8f\x01\0"
JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 400, 640)


@pytest.mark.parametrize("data", [LOSSY, LOSSLESS, EXTENDED, JPEG])
def test_the_size_is_read_from_the_head_of_the_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "picture").write_bytes(data)
    assert pictures.size(tmp_path / "picture") == (640, 400)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"\xff\xd8\xff", b"no picture at all"])
def test_a_file_that_is_no_picture_has_no_size(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "picture").write_bytes(data)
    assert pictures.size(tmp_path / "picture") == (0, 0)


def test_the_own_folder_comes_first_and_english_stands_in(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.HELP_FOLDER = tmp_path
    (tmp_path / "pictures" / "en").mkdir(parents=True)
    (tmp_path / "pictures" / "en" / "office.webp").write_bytes(LOSSY)
    found = pictures.find("office", "fr")
    assert found and found.address == "/help-pictures/en/office.webp"
    assert (found.width, found.height) == (640, 400)


@pytest.mark.parametrize(
    "name", ["../../secret.webp", "note.txt", "absent.webp", "..", "x" * 300 + ".webp"]
)
def test_nothing_but_pictures_of_the_folder_is_served(
    tmp_path: Path, settings: LazySettings, name: str
) -> None:
    settings.HELP_FOLDER = tmp_path / "help"
    (tmp_path / "help" / "pictures" / "en").mkdir(parents=True)
    (tmp_path / "help" / "pictures" / "en" / "note.txt").write_text("a note")
    (tmp_path / "help" / "secret.webp").write_bytes(LOSSY)
    assert pictures.own_file("en", name) is None
