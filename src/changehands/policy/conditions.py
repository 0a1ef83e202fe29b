"""The general conditions: which version is in force. The texts are templates/conditions/<version>/."""

from typing import Final

from changehands.kernel.errors import Invalid

CURRENT: Final = "2026-11-01"


def require_current(version: str) -> None:
    """Raises Invalid unless the version accepted is the one in force."""
    if not version:
        raise Invalid(
            "conditions-not-accepted",
            "Accept the general conditions: tick the box beside them.",
            field="conditions",
        )
    if version != CURRENT:
        raise Invalid(
            "conditions-outdated",
            "The general conditions have changed. Read the version of %(current)s and accept it.",
            field="conditions",
            current=CURRENT,
        )
