"""In which language commands speak to people: that of their environment, as with other programs.

It is Python's own gettext over the one catalogue, so that no command has to wait for Django.
"""

import gettext as standard
import os
from collections.abc import Mapping
from functools import cache
from typing import Final

from changehands.kernel.environment import PACKAGE
from changehands.policy.languages import FALLBACK, nearest

NAMES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts


def code(environment: Mapping[str, str] = os.environ) -> str:
    """One of our languages."""
    wanted = next((environment[name] for name in NAMES if environment.get(name)), "")
    return nearest(wanted.split(":")[0].split(".")[0])


def _(message: str) -> str:
    """The sentence in that language."""
    return _catalogue(code()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence with the right plural."""
    return _catalogue(code()).ngettext(one, many, number)


def noop(message: str) -> str:
    """The same; what is marked so is translated where it is shown."""
    return message


@cache
def _catalogue(language: str) -> standard.NullTranslations:
    if language == FALLBACK:
        return standard.NullTranslations()
    return standard.translation("django", PACKAGE / "locale", [language], fallback=True)
