"""`changehands import` and `export` as processes."""

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from changehands.cli import embedded
from tests.cli.processes import command, environment, open_folder, run
from tests.core.inventory.files import WHOLE, jsonl


@pytest.fixture(scope="module")
def place() -> Iterator[dict[str, str]]:
    with open_folder() as folder:
        server = embedded.start(folder / "database", durable=False)
        found = {"DATA": str(folder / "data"), "DATABASE_URL": server.url}
        try:
            assert run("migrate", **found).returncode == 0
            yield found
        finally:
            server.stop()


def test_what_was_imported_is_exported(place: dict[str, str], tmp_path: Path) -> None:
    assert run("import", str(jsonl(tmp_path, *WHOLE)), **place).returncode == 0
    done = run("export", str(tmp_path / "out"), **place)
    assert (done.returncode, done.stderr) == (0, "")
    products = (tmp_path / "out" / "products.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in products] == ["d1", "h1", "w1"]
    assert run("export", str(tmp_path / "out.jsonl"), **place).returncode == 0
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == len(WHOLE)


def test_an_export_to_where_nobody_can_write_says_so(place: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("export", str(tmp_path / "file" / "out"), **place)
    assert done.returncode == 1
    assert "cannot be written (Not a directory). Name another place." in done.stderr


def test_a_dry_run_keeps_nothing(place: dict[str, str], tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"type": "person", "id": "dry", "email": "dry@people.example"})
    for _ in range(2):
        done = run("import", str(path), "--dry-run", **place)
        assert "person, new: dry@people.example\n" in done.stdout
        assert done.stdout.endswith("This was a dry run: nothing was imported.\n")


def test_a_listing_is_imported_by_naming_its_columns(place: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("No;Mail\n7;seven@people.example\n")
    maps = ["--map", "id=No", "--map", "email=Mail", "--map", "locale:=fr"]
    done = run("import", str(path), "--as", "person", *maps, **place)
    assert done.returncode == 0, done.stderr


def test_a_wrong_map_is_refused_in_a_sentence(place: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("No;Mail\n7;seven@people.example\n")
    done = run("import", str(path), "--as", "person", "--map", "id=No", **place)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The map: every person needs email.")


def test_a_bar_is_shown_to_a_terminal_alone(place: dict[str, str], tmp_path: Path) -> None:
    path = str(jsonl(tmp_path, {"type": "person", "id": "bar", "email": "bar@people.example"}))
    assert run("import", path, **place).stderr == ""
    ours, theirs = pty.openpty()
    settings = environment(**place) | {"TERM": "xterm"}
    subprocess.run(command("import", path), env=settings, stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    assert b"100%" in os.read(ours, 1 << 16)
    os.close(ours)
