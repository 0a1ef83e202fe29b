"""The secret of a token: `chp_`, 190 random bits in base62, a checksum. Only its digest is kept."""

import secrets
from hashlib import sha256
from typing import Final

from changehands.kernel import links
from changehands.kernel.ids import new_id
from changehands.kernel.links import API_TOKEN

SHOWN: Final = len(API_TOKEN.prefix) + 6


def new_secret() -> str:
    """A new secret. Its key is random and forgotten at once: nobody can derive it again."""
    return links.secret_for(secrets.token_urlsafe(64), new_id(), 1, API_TOKEN)


def is_well_formed(secret: str) -> bool:
    """Whether the text has the shape and checksum of a token's secret."""
    return links.is_well_formed(secret, API_TOKEN)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret. It is random, so that a fast digest gives nothing away."""
    return sha256(secret.encode()).digest()
