"""Where the links of articles lead: pages of the Manager, other articles, a few places outside."""

from typing import Final
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse

from changehands.core.help.shelf import Shelf

OUTSIDE: Final = frozenset(
    {
        "datatracker.ietf.org",
        "developer.mozilla.org",
        "docs.python.org",
        "openid.net",
        "www.openid.net",
        "www.postgresql.org",
        "www.rfc-editor.org",
        "www.standardwebhooks.com",
        "www.w3.org",
    }
)
API_PAGES: Final = {"docs": "/api/v1/docs"}


class DeadLink(LookupError):
    """A link of an article leads nowhere; the message says why and what to do."""


def address(link: str, *, language: str, shelf: Shelf) -> str:
    """The address that a link of an article stands for. Raises DeadLink."""
    scheme, _, rest = link.partition(":")
    match scheme:
        case "manager":
            return _page(rest)
        case "help":
            return article_address(rest, language=language, shelf=shelf)
        case "api" if rest in API_PAGES:
            return API_PAGES[rest]
        case "https" if urlsplit(link).hostname in OUTSIDE:
            return link
    if link.startswith("#") and len(link) > 1:
        return link
    raise DeadLink(
        f"{link}: is not allowed: write manager:<name of a page>, help:<number>, api:docs, "
        f"or an address at {', '.join(sorted(OUTSIDE))}"
    )


def article_address(number: str | int, *, language: str, shelf: Shelf) -> str:
    """The address of an article for readers of a language. Raises DeadLink."""
    number, _, anchor = str(number).partition("#")
    found = shelf.find(int(number), language) if number.isascii() and number.isdigit() else None
    if found is None:
        raise DeadLink(f"help:{number}: there is no such article: correct the number")
    place = reverse("help-article", args=[language, found.number, found.front.slug])
    return f"{place}#{anchor}" if anchor else place


def _page(name: str) -> str:
    name, _, anchor = name.partition("#")
    try:
        place = reverse(name)
    except NoReverseMatch as error:
        raise DeadLink(
            f"manager:{name}: there is no such page, or it needs an argument: name another"
        ) from error
    return f"{place}#{anchor}" if anchor else place
