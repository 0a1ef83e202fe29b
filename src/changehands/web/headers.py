"""Headers of pages that a link leads to (safety part 1)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Neither kept nor indexed.

    The referrer policy is the site's `same-origin`: no other host learns the address. The stricter
    `no-referrer` would make browsers send `Origin: null` with our own forms, which CSRF refuses.
    """

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped
