"""Typesetting in a process of its own: the typesetter keeps the memory that a long list takes.

`python -m changehands.web.typesetting SOURCE FONTS TIMESTAMP` reads the document's data from its
input and writes the PDF. The source is always one of ours; what people wrote is in the data alone.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

import typst

TIME: Final = 60


def typeset(source: Path, *, fonts: Path, data: str, timestamp: int) -> bytes:
    """A tagged PDF (PDF/UA-1) of our source with this data, with these fonts and no others."""
    asked = [sys.executable, "-P", "-m", __name__, str(source), str(fonts), str(timestamp)]
    # none of our settings: it needs no key and no database
    done = subprocess.run(
        asked, input=data.encode(), capture_output=True, check=False, timeout=TIME, env={}
    )
    if done.returncode:
        raise RuntimeError(f"typesetting {source.name}: {done.stderr.decode()[-500:]}")
    return done.stdout


def main(source: str, fonts: str, timestamp: str) -> int:
    """Typeset in this process, from its input to its output."""
    document: bytes = typst.compile(
        source,
        root=str(Path(source).parent),
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        timestamp=int(timestamp),
    )
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
