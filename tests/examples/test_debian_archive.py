"""The example that turns an archive's index into files: invented packages in the archive's form."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from changehands.core import inventory
from changehands.models import Organization, Right, User
from changehands.policy import catalogue
from tests.core.inventory.files import AT

EXAMPLE = Path(__file__).parents[2] / "examples" / "debian-archive"

SOURCES = """\
Package: alpenhorn
Binary: alpenhorn, libalpenhorn1
Version: 1.2-3
Maintainer: Horn Maintainers <Horn@Lists.Example>
Uploaders: Ueli Bläser <ueli@people.example>,
 "Anna M. Klang, III" <ANNA@people.example>
Files:
 0123456789abcdef 1234 alpenhorn_1.2-3.dsc

Package: alpenhorn
Extra-Source-Only: yes
Version: 1.1-1
Maintainer: Somebody Before <before@people.example>

Package: jodel
Version: 0.9-1
Maintainer: Anna Klang <anna@people.example>
Uploaders: Anna Klang <anna@people.example>, Écho Berger <nowhere>, Ueli Bläser <ueli@people.example>

Package: kuhglocke
Version: 7-1
Maintainer: Horn Maintainers <horn@lists.example>
"""


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, str]:
    """The folder with the files that the program made, and what it said."""
    sources = tmp_path / "Sources"
    sources.write_text(SOURCES, encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, str(EXAMPLE / "build.py"), str(out), "--sources", str(sources)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return out, done.stdout


@pytest.fixture
def _packages_are_products() -> Iterator[None]:
    before = catalogue.current()
    catalogue.install(catalogue.load(EXAMPLE / "catalogue.toml"))
    yield
    catalogue.install(before)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of one of the files."""
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def test_packages_are_held_by_their_maintainers(built: tuple[Path, str]) -> None:
    products = {row["id"]: row["holder"] for row in rows(built[0], "products")}
    assert products == {
        "alpenhorn": "horn@lists.example",
        "jodel": "anna@people.example",
        "kuhglocke": "horn@lists.example",
    }


def test_teams_and_persons_are_told_apart(built: tuple[Path, str]) -> None:
    kinds = {row["name"]: row["kind"] for row in rows(built[0], "organizations")}
    assert kinds == {"Horn Maintainers": "association", "Anna Klang": "person"}


def test_uploaders_are_people_with_a_right_each(built: tuple[Path, str]) -> None:
    grants = {(row["product"], row["person"]) for row in rows(built[0], "grants")}
    assert grants == {
        ("alpenhorn", "ueli@people.example"),
        ("alpenhorn", "anna@people.example"),
        ("jodel", "echo.berger@unknown.invalid"),
        ("jodel", "ueli@people.example"),
    }


def test_every_repair_is_counted(built: tuple[Path, str]) -> None:
    assert "1 addresses that are none, replaced by a stand-in" in built[1]
    assert "2 addresses in several spellings, made one" in built[1]
    assert "1 older versions, left out" in built[1]
    assert "largest maintainer: Horn Maintainers, 2 packages" in built[1]
    assert "smallest: Anna Klang, 1 package, as 1 have" in built[1]


@pytest.mark.django_db
@pytest.mark.usefixtures("_packages_are_products")
def test_the_files_can_be_imported(built: tuple[Path, str]) -> None:
    report = inventory.import_files(sorted(built[0].glob("*.jsonl")), at=AT)
    assert report.counts["product"].new == 3
    assert Organization.objects.get(external_id="horn@lists.example").products.count() == 2
    people = Right.objects.filter(product__name="jodel").values_list("user__name", "via")
    assert set(people) == {
        ("Anna Klang", "role"),
        ("Ueli Bläser", "individual"),
        ("Écho Berger", "individual"),
    }
    assert User.objects.count() == 4
