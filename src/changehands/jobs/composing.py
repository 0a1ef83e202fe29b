"""From a rendered mail to one that any client shows: styles inlined, text wrapped."""

import re
import textwrap
from collections.abc import Mapping
from functools import cache
from typing import Final

from css_inline import CSSInliner
from django.core.mail import EmailMultiAlternatives

WIDTH: Final = 72
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
AUTOMATIC: Final = {"Auto-Submitted": "auto-generated"}


def compose(
    *, subject: str, text: str, html: str, to: str, headers: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    """A mail with both parts, ready to be sent; without `html` it has the text alone."""
    message = EmailMultiAlternatives(
        subject=subject, body=wrapped(text), to=[to], headers={**AUTOMATIC, **(headers or {})}
    )
    if html:
        message.attach_alternative(_inliner().inline(html), "text/html")
    return message


def wrapped(text: str) -> str:
    """The text in lines of about 72 signs; addresses, codes and what is set in stay whole."""
    lines = "\n".join(_wrapped_line(line) for line in text.strip().splitlines())
    return _EMPTY_LINES.sub("\n\n", lines) + "\n"


def _wrapped_line(line: str) -> str:
    if line.startswith("    "):
        return line.rstrip()
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent="  " if line.startswith("- ") else "",
        break_long_words=False,
        break_on_hyphens=False,
    )


@cache
def _inliner() -> CSSInliner:
    # what stands in @media cannot be inlined: it stays for the clients that know the dark
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
