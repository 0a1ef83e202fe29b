"""Tokens of programs: making, revoking and recognizing them, and requests that are sent again."""

from changehands.core.tokens.operations import (
    Made,
    make,
    make_for_platform,
    revoke,
    revoke_for_platform,
)
from changehands.core.tokens.queries import Caller, authenticate
from changehands.core.tokens.repeating import forget

__all__ = [
    "Caller",
    "Made",
    "authenticate",
    "forget",
    "make",
    "make_for_platform",
    "revoke",
    "revoke_for_platform",
]
