"""Operators check their own articles before readers see them."""

from pathlib import Path

from tests.cli.processes import run
from tests.core.help.shelves import write


def test_good_articles_are_well(tmp_path: Path) -> None:
    write(tmp_path, 9001, more="related: [2024]")
    done = run("help", "check", str(tmp_path), DATA=str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (0, "The articles are well.\n")


def test_what_is_wrong_is_said_and_the_status_is_1(tmp_path: Path) -> None:
    write(tmp_path, 9001, more="related: [99]")
    done = run("help", "check", str(tmp_path), DATA=str(tmp_path / "data"))
    assert done.returncode == 1
    assert "9001/en.md: related: 99 is no other article: correct the number.\n" in done.stdout
