"""The four roles in an Organization (see the words of requirements.md)."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """A person's role in one Organization, highest first."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    EXTERNAL = "external"


ADMINISTRATORS: Final = frozenset({Role.OWNER, Role.ADMIN})
EVERYONE: Final = frozenset(Role)
RANK: Final = {Role.EXTERNAL: 0, Role.MEMBER: 1, Role.ADMIN: 2, Role.OWNER: 3}
