"""What people type into a search field, made fit for a statement."""

from typing import Final

LONGEST: Final = 100


def words(text: str) -> str:
    """The text to look for; empty when there is none. Never what PostgreSQL would refuse."""
    printable = text.encode(errors="ignore").decode().replace("\0", "")
    return " ".join(printable.split())[:LONGEST]
