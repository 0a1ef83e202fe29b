"""The secret of a link: derived, never stored, so that it can be shown again.

A prefix that names its purpose (`cht_` for transfers, `chi_` for invitations, `chr_` for receipts) + 32
base62 characters (190 bits of HMAC-SHA256 over purpose, subject and generation) + 6 of CRC32, so
that a truncated or mistyped code is told apart before anything is looked up.
"""

import hmac
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final
from uuid import UUID

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY: Final = 32
_CHECK: Final = 6


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a secret is good for: one made for another purpose never fits."""

    prefix: str
    context: bytes

    @property
    def pattern(self) -> re.Pattern[str]:
        """What such a secret looks like inside other text."""
        return re.compile(self.prefix + r"[0-9A-Za-z]{38}")

    def about(self, facts: str) -> "Purpose":
        """The same purpose for these facts alone: a secret made for others does not fit."""
        return replace(self, context=self.context + facts.encode() + b"\0")


TRANSFER: Final = Purpose("cht_", b"changehands/transfer-link/v1\0")
INVITATION: Final = Purpose("chi_", b"changehands/invitation-link/v1\0")
RECEIPT: Final = Purpose("chr_", b"changehands/receipt/v1\0")
API_TOKEN: Final = Purpose("chp_", b"changehands/api-token/v1\0")
PREFIX: Final = TRANSFER.prefix
PATTERN: Final = TRANSFER.pattern


def secret_for(key: str, subject: UUID, generation: int, purpose: Purpose = TRANSFER) -> str:
    """The secret of this generation of the subject's link under the server key `key`."""
    message = purpose.context + subject.bytes + generation.to_bytes(8, "big")
    number = int.from_bytes(hmac.digest(key.encode(), message, sha256), "big")
    body = _base62(number, _BODY)
    return purpose.prefix + body + _checksum(body)


def is_well_formed(secret: str, purpose: Purpose = TRANSFER) -> bool:
    """Whether the text has the shape and checksum of a secret; says nothing of its being valid."""
    if not purpose.pattern.fullmatch(secret):
        return False
    return secret[-_CHECK:] == _checksum(secret[len(purpose.prefix) : -_CHECK])


def matches(
    secret: str, keys: Iterable[str], subject: UUID, generation: int, purpose: Purpose = TRANSFER
) -> bool:
    """Whether the secret is this generation's, under the newest or an older server key."""
    found = False
    for key in keys:  # every key is tried in full: the time taken tells nothing
        expected = secret_for(key, subject, generation, purpose)
        found |= hmac.compare_digest(expected.encode(), secret.encode())
    return found


def find_secret(text: str, purpose: Purpose = TRANSFER) -> str | None:
    """The secret inside a pasted link or code, or None."""
    match = purpose.pattern.search(text)
    return match.group() if match else None


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), _CHECK)
