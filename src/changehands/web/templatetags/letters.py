"""Template tags of mails and of the account pages."""

import re
import unicodedata
from typing import Final

from django import template
from django.utils.translation import gettext as _

register = template.Library()

_ADDRESS: Final = re.compile(r"(?:\w+://|www\.|mailto:)\S*|\S+\.\w{2,}(?::\d+)?/\S*", re.IGNORECASE)
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
BROWSERS: Final = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS: Final = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@register.filter(is_safe=False)
def harmless(text: object) -> str:
    """Text that someone chose, fit for a mail in our name: one line, no web address, no bidi."""
    line = " ".join(str(text).split())
    seen = "".join(sign for sign in line if unicodedata.category(sign) not in _INVISIBLE)
    return _ADDRESS.sub("…", seen)


@register.filter
def browser(agent: str) -> str:
    """A browser's long signature in two words."""
    program = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), "")
    if program and system:
        return _("%(browser)s on %(system)s") % {"browser": program, "system": system}
    return program or system or _("Unknown browser")
