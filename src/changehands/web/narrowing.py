"""What a list is narrowed to, as it stands in the address of its page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest

LONGEST = 100


def kept(request: HttpRequest, *names: str) -> dict[str, str]:
    """The words of the query under these names, without what is too long to be meant."""
    return {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}


def query_of(narrowed: Mapping[str, str]) -> str:
    """The same as a query that another parameter may follow: “kind=domain&”, or nothing."""
    text = urlencode({name: value for name, value in narrowed.items() if value})
    return f"{text}&" if text else ""
