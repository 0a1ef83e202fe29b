"""The languages of the interface, of mails and of what people accept: one list for all of them."""

import re
from collections.abc import Mapping
from typing import Final

from changehands.kernel.errors import Invalid

FALLBACK: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = {  # by their English names
    "en": "English",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "es": "Spanish",
}
OWN_NAMES: Final[Mapping[str, str]] = {
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "es": "Español",
}


def known(language: str, *, field: str = "language") -> str:
    """The same code. Raises Invalid for one that is not in the list."""
    if language not in LANGUAGES:
        raise Invalid("language-unknown", "Choose a language from the list.", field=field)
    return language


def nearest(language: str | None) -> str:
    """Ours for a code such as `fr-CH`; English where there is none."""
    code = re.split("[-_]", (language or "").lower())[0]
    return code if code in LANGUAGES else FALLBACK
