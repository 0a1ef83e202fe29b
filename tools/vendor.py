"""Brings third-party files from npm, by name and version: the browser's into the static folder,
the fonts of printed documents (tools/fonts.py) beside the package's code.

Run `python tools/vendor.py` after changing a version below, then remove the folder of the old
version and point the templates and the style sheet at the new one. npm verifies what it fetches.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import fonts
import web_font

VENDOR: Final = Path(__file__).parents[1] / "src/changehands/static/vendor"


@dataclass(frozen=True, slots=True)
class Vendored:
    """A pinned npm package, the folder it is kept in and the files that are kept of it."""

    package: str
    version: str
    folder: str
    files: Mapping[str, str]


EVERYTHING: Final = (
    Vendored(
        package="htmx.org",
        version="2.0.11",
        folder="htmx",
        files={"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    ),
    Vendored(
        package="@fontsource-variable/inter",
        version="5.3.0",
        folder="inter",
        files={
            "files/inter-latin-wght-normal.woff2": "inter-latin-wght-normal.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext-wght-normal.woff2",
            "LICENSE": "LICENSE",
        },
    ),
)


def main() -> int:
    """Fetch every package and keep the files that we serve."""
    for vendored in EVERYTHING:
        destination = VENDOR / f"{vendored.folder}-{vendored.version}"
        with tempfile.TemporaryDirectory() as scratch:
            archive = fetch(vendored.package, vendored.version, Path(scratch))
            keep(vendored, archive, destination)
        if vendored.folder == "inter":
            web_font.trim(destination)
        print(f"{destination.name}: {', '.join(sorted(vendored.files.values()))}")
    with tempfile.TemporaryDirectory() as scratch:
        made = fonts.make(fetch(fonts.PACKAGE, fonts.VERSION, Path(scratch)))
    print(f"{fonts.FOLDER.name} for documents: {', '.join(made)}")
    return 0


def fetch(package: str, version: str, scratch: Path) -> Path:
    """The package as npm packs it, a .tgz file in the scratch folder."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is missing: install Node.js, then run this again.")
    subprocess.run(
        [npm, "pack", "--silent", f"{package}@{version}"],
        cwd=scratch,
        check=True,
        stdout=sys.stderr,
    )
    return next(scratch.glob("*.tgz"))


def keep(vendored: Vendored, archive: Path, destination: Path) -> None:
    """Copy the chosen files out of the archive, and nothing else."""
    destination.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        for name, target in vendored.files.items():
            content = packed.extractfile(f"package/{name}")
            if content is None:
                raise SystemExit(f"{vendored.package} {vendored.version} holds no file {name}.")
            (destination / target).write_bytes(content.read())


if __name__ == "__main__":
    sys.exit(main())
