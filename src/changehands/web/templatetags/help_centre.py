"""Template tags of the help centre."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from changehands.core import help

register = template.Library()


@register.simple_tag
def help_title(number: int | str) -> str:
    """The title of an article in the reader's language; empty when there is none."""
    language = (get_language() or help.FALLBACK).split("-")[0]
    found = help.current().find(int(number), language)
    return found.front.title if found else ""


@register.filter
def language_name(code: str) -> str:
    """A language as its speakers call it."""
    return str(get_language_info(code)["name_local"]).capitalize()


@register.filter
def marked(text: str) -> SafeString:
    """An excerpt as HTML, with what was found in <mark>."""
    safe = escape(text)
    return SafeString(safe.replace(help.START, "<mark>").replace(help.END, "</mark>"))


@register.filter
def has_marks(text: str) -> bool:
    """Whether something was found in an excerpt."""
    return help.START in text
