"""Names that people give to things: none may mislead its reader, or turn a mail into bait."""

import re
import unicodedata
from typing import Final

from changehands.kernel.errors import Invalid

MOST: Final = 120
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters that show nothing
# Persian and the scripts of India need joiners between their letters.
_JOINER: Final = re.compile(r"(?<=[\u0600-\u0dff])[\u200c\u200d](?=[\u0600-\u0dff])")
_ADDRESS: Final = re.compile(r"://|\bwww\.|\w\.\w{2,}(:\d+)?/|\w@\w", re.IGNORECASE)


def clean_name(text: str, *, field: str = "name", most: int = MOST) -> str:
    """The name in its normal form. Raises Invalid for one that is empty, long, or misleading."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    seen = _JOINER.sub("", name)
    if any(unicodedata.category(sign) in _INVISIBLE or sign in _BLANK for sign in seen):
        raise Invalid(
            "name-invisible",
            "The name holds characters that cannot be seen. Type it anew instead of pasting it.",
            field=field,
        )
    if not any(sign.isalnum() for sign in name):
        raise Invalid("name-missing", "Write a name, with a letter or a digit.", field=field)
    if len(name) > most:
        raise Invalid(
            "name-too-long",
            "The name is too long: %(most)s characters at most.",
            field=field,
            most=most,
        )
    if _ADDRESS.search(name):
        raise Invalid(
            "name-is-address",
            "A name holds no web address and no e-mail address. Remove it.",
            field=field,
        )
    return name
