"""Names that people give to things: none may mislead its reader, or turn a mail into bait."""

import re
import unicodedata
from typing import Final

from confusable_homoglyphs import categories, confusables

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


def looks_like(name: str, other: str) -> bool:
    """Whether two different names can be taken for each other (after Unicode TS #39, §4)."""
    return name != other and _skeleton(name) == _skeleton(other)


def mixes_scripts(name: str) -> bool:
    """Whether one word of the name holds letters of several scripts that imitate each other."""
    for word in name.split():
        scripts = {categories.alias(sign) for sign in unicodedata.normalize("NFKC", word)}
        if len(scripts & _IMITATING) > 1:
            return True
    return False


def _skeleton(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = (sign for sign in plain if sign.isalnum())
    return "".join(_PROTOTYPES.get(_prototype(sign), _prototype(sign)) for sign in letters)


def _prototype(sign: str) -> str:
    twins = [twin["c"] for twin in confusables.confusables_data.get(sign, [])]
    latin = sorted(twin for twin in twins if twin.isascii() and twin.isalnum())
    return sign if sign.isascii() or not latin else str(latin[0]).casefold()


_IMITATING: Final = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_PROTOTYPES: Final = {"0": "o", "1": "l", "i": "l"}
