"""Identifiers: UUIDv7 inside, TypeIDs (`org_…`, `prd_…`; specification 0.3) outside."""

from typing import Any, Final, cast
from uuid import UUID

from typeid import TypeID
from typeid.errors import TypeIDException
from uuid_utils.compat import uuid7

from changehands.kernel.errors import NotFound

PREFIXES: Final = {
    "organization": "org",
    "user": "usr",
    "membership": "mem",
    "invitation": "inv",
    "team": "tem",
    "product": "prd",
    "grant": "grt",
    "invoice": "bil",
    "transfer": "trf",
    "event": "evt",
    "token": "tok",
    "webhook": "whk",
    "delivery": "del",
    "notification": "ntf",
}


def new_id() -> UUID:
    """A new identifier that sorts by the time it was made."""
    return uuid7()


def to_public(noun: str, key: UUID) -> str:
    """The identifier as shown outside, e.g. `prd_01h…`."""
    return str(TypeID.from_uuid(cast(Any, key), PREFIXES[noun]))


def from_public(noun: str, text: str) -> UUID:
    """The key behind a public identifier. Raises NotFound for what is not one of `noun`."""
    try:
        parsed = TypeID.from_string(text)
    except (TypeIDException, ValueError) as error:
        raise _unknown(noun) from error
    if parsed.prefix != PREFIXES[noun] or str(parsed) != text:
        raise _unknown(noun)
    return UUID(str(parsed.uuid))


def _unknown(noun: str) -> NotFound:
    return NotFound(f"{noun}-not-found", "There is nothing at this address, or it is not yours.")
