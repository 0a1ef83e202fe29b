"""The guide about bringing in an inventory: its commands are run, and say what it says."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from changehands.cli import embedded
from tests.cli.processes import environment, open_folder

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "bring-in-your-inventory.md"
FILES = re.compile(r"^`(\S+)`\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
CONSOLES = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with the files of the guide, and a database."""
    with open_folder() as found:
        for name, content in FILES.findall(GUIDE.read_text(encoding="utf-8")):
            (found / name).write_text(content, encoding="utf-8")
        server = embedded.start(found / "database", durable=False)
        (found / "url").write_text(server.url)
        try:
            yield found
        finally:
            server.stop()


def commands() -> Iterator[tuple[str, list[str]]]:
    """Each command of the guide with the lines that it shows."""
    for block in CONSOLES.findall(GUIDE.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            yield command, lines


def run(command: str, folder: Path) -> str:
    """What a command says in this folder; those with a DATA of their own use its database."""
    own = {} if "DATA=" in command else {"DATABASE_URL": (folder / "url").read_text()}
    settings = environment(DATA=folder / "data", **own)
    settings["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{settings['PATH']}"
    done = subprocess.run(
        command, shell=True, cwd=folder, env=settings, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == (1 if "nothing was imported." in done.stderr else 0), done.stderr
    return done.stdout + done.stderr


def test_every_command_of_the_guide_says_what_it_shows(folder: Path) -> None:
    for command, lines in commands():
        said = run(command, folder).splitlines()
        assert [line for line in lines if line not in said] == [], command
    for path in (folder / "inventory").iterdir():
        assert path.read_bytes() == (folder / "again" / path.name).read_bytes()
    assert len((folder / "inventory" / "products.jsonl").read_text().splitlines()) == 4
