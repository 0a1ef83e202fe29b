"""Headers of pages that a link leads to (safety part 1)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Neither kept, nor indexed, nor named to the next site."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped
