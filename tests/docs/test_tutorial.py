"""What the tutorials show is run, as it stands there, against a running Manager."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.managers import Manager, running_manager
from tests.cli.processes import environment

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "transfer-by-program.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, str]:
    """The commands below each heading, as one script for bash."""
    parts = re.split(r"^## (.+)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {
        title: "".join(_command(*block.groups()) for block in BLOCK.finditer(text))
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }


def _command(language: str, text: str) -> str:
    return text if language == "sh" else f"python3 - <<'PROGRAM'\n{text}PROGRAM\n"


@pytest.fixture(scope="module")
def manager() -> Iterator[Manager]:
    with running_manager() as found:
        yield found


def follow(manager: Manager, folder: Path, title: str) -> str:
    """Type what stands under a heading, after the tokens were made; what it prints."""
    script = sections()["Make two tokens"] + sections()[title]
    binaries = Path(sys.executable).parent
    settings = environment(DATA=manager.data, XDG_CONFIG_HOME=folder / "config")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace("http://localhost:8000", manager.url)],
        env={**settings, "PATH": f"{binaries}:{settings['PATH']}"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_section_shows_commands() -> None:
    assert list(sections()) == [
        "Make two tokens",
        "With curl",
        "With the client",
        "With the command line",
    ]
    assert all(sections().values())


def test_a_transfer_with_curl(manager: Manager, tmp_path: Path) -> None:
    assert follow(manager, tmp_path, "With curl") == "completed\n"


def test_a_transfer_with_the_client(manager: Manager, tmp_path: Path) -> None:
    *people, state, code = follow(manager, tmp_path, "With the client").splitlines()
    assert "Élodie Rochat loses access to 1 products" in people
    assert (state, code) == ("completed", "transfer-is-completed")


def test_a_transfer_with_the_command_line(manager: Manager, tmp_path: Path) -> None:
    said = follow(manager, tmp_path, "With the command line")
    assert "Signed in to" in said and "received by  Annegret Schröder" in said
    assert "Theirs GmbH" in said.rpartition("received by")[2]
