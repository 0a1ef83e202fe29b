"""The secret of a transfer link: derived, never stored, so that it can be shown again.

`cht_` + 32 base62 characters (190 bits of HMAC-SHA256 over transfer and generation) + 6 characters
of CRC32, so that a truncated or mistyped code is told apart before anything is looked up.
"""

import hmac
import re
import zlib
from collections.abc import Iterable
from hashlib import sha256
from typing import Final
from uuid import UUID

PREFIX: Final = "cht_"
PATTERN: Final = re.compile(r"cht_[0-9A-Za-z]{38}")
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY: Final = 32
_CHECK: Final = 6


def secret_for(key: str, transfer: UUID, generation: int) -> str:
    """The secret of this generation of the transfer's link under the server key `key`."""
    message = b"changehands/transfer-link/v1\0" + transfer.bytes + generation.to_bytes(8, "big")
    number = int.from_bytes(hmac.digest(key.encode(), message, sha256), "big")
    body = _base62(number, _BODY)
    return PREFIX + body + _checksum(body)


def is_well_formed(secret: str) -> bool:
    """Whether the text has the shape and checksum of a secret; says nothing of its being valid."""
    if not PATTERN.fullmatch(secret):
        return False
    body = secret[len(PREFIX) : len(PREFIX) + _BODY]
    return secret[-_CHECK:] == _checksum(body)


def matches(secret: str, keys: Iterable[str], transfer: UUID, generation: int) -> bool:
    """Whether the secret is this generation's, under the newest or an older server key."""
    found = False
    for key in keys:  # every key is tried in full: the time taken tells nothing
        expected = secret_for(key, transfer, generation)
        found |= hmac.compare_digest(expected.encode(), secret.encode())
    return found


def find_secret(text: str) -> str | None:
    """The secret inside a pasted link or code, or None."""
    match = PATTERN.search(text)
    return match.group() if match else None


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), _CHECK)
