"""Style sheets are written as many files and served as one: each import would be a round trip."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY: Final = "changehands/css/manager.css"
_IMPORT: Final = re.compile(
    r'^@import url\("([a-z-]+\.css)"\) (?:layer\(([a-z]+)\)|(print));$', re.M
)


class OneSheet(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files with their hash in the name; what the entry imports is laid into it."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Lay the sheets into the entry before everything is hashed and compressed."""
        if ENTRY in paths and not dry_run:
            storage, source = paths[ENTRY]
            whole = laid_together(Path(storage.path(source)))
            Path(self.path(ENTRY)).write_text(whole, encoding="utf-8")
            paths = {**paths, ENTRY: (self, ENTRY)}
        yield from super().post_process(paths, dry_run, **options)


def laid_together(entry: Path) -> str:
    """The text of a sheet with every sheet that it imports, in its layer or for its medium."""

    def content(found: re.Match[str]) -> str:
        name, layer, medium = found.groups()
        around = f"@layer {layer}" if layer else f"@media {medium}"
        return f"{around} {{\n{(entry.parent / name).read_text(encoding='utf-8')}}}\n"

    return _IMPORT.sub(content, entry.read_text(encoding="utf-8"))
