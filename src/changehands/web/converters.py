"""Public identifiers in addresses: `<trf:transfer_id>` matches a transfer's and gives its key."""

from uuid import UUID

from django.urls import register_converter

from changehands.kernel.errors import NotFound
from changehands.kernel.ids import PREFIXES, from_public, to_public


def register() -> None:
    """Make a converter for each kind of identifier, and one for languages."""
    register_converter(Language, "lang")
    for noun, prefix in PREFIXES.items():
        register_converter(_converter(noun, prefix), prefix)


class Language:
    """`<lang:language>` matches what looks like a language; the view says whether it is one."""

    regex = "[a-z]{2}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


def _converter(noun: str, prefix: str) -> type:
    class Converter:
        regex = prefix + "_[0-9a-z]{26}"

        def to_python(self, value: str) -> UUID:
            try:
                return from_public(noun, value)
            except NotFound as error:
                raise ValueError(value) from error

        def to_url(self, value: UUID | str) -> str:
            return to_public(noun, value) if isinstance(value, UUID) else value

    return Converter
