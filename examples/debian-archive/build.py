"""Turns the Debian archive's own index into files for `changehands import`.

python examples/debian-archive/build.py OUT
"""

import argparse
import json
from pathlib import Path

import archive as debian
import fetching


def main() -> None:
    """Fetch, convert, write, and say how much there was."""
    words = argparse.ArgumentParser(description="Files for changehands import, from the archive.")
    words.add_argument("out", type=Path, help="the folder for the files")
    words.add_argument("--release", default="bookworm", help="a release that apt here knows")
    words.add_argument("--sources", type=Path, help="a Sources list at hand, instead of apt's")
    given = words.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    sources = given.sources or fetching.sources_of(given.release, given.out / "apt")
    archive = debian.Archive()
    with sources.open(encoding="utf-8") as stream:
        for fields in debian.paragraphs(stream):
            archive.add(fields)
    made = debian.rows(archive)
    for name, rows in made.items():
        with (given.out / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    print("\n".join(debian.figures(archive, made)))


if __name__ == "__main__":
    main()
