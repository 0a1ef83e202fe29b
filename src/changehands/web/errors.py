"""The one translator from the core's errors to pages."""

import sys
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from changehands.core.health import RETRY_AFTER, is_outage
from changehands.core.wording import sentence
from changehands.kernel.errors import (
    ChangehandsError,
    Conflict,
    Denied,
    Invalid,
    NotFound,
    TooMany,
    Unavailable,
)

__all__ = ["error_page", "plain_page", "sentence", "status_of"]

STATUS: Final[dict[type[ChangehandsError], int]] = {
    NotFound: 404,
    Denied: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
}


def status_of(error: ChangehandsError) -> int:
    """The HTTP status of an error of the core."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def error_page(request: HttpRequest, error: ChangehandsError) -> HttpResponse:
    """A page that says what happened and what to do."""
    response = plain_page(request, status_of(error), sentence(error))
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.params.get("retry_after", 60))
    return response


def plain_page(request: HttpRequest, status: int, text: str) -> HttpResponse:
    """The error page for a status, with one sentence."""
    titles = {
        400: _("That request could not be read"),
        403: _("This is not allowed"),
        404: _("There is nothing here"),
        409: _("This is not possible any more"),
        422: _("Something is missing or wrong"),
        429: _("Too many for now"),
        500: _("Something went wrong on our side"),
        503: _("Not available at the moment"),
    }
    context = {"status": status, "title": titles[status], "text": text}
    return render(request, "errors/error.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page after a form that does not carry this browser's token."""
    return plain_page(
        request, 403, _("This form is too old or came from elsewhere. Open the page again.")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return plain_page(request, 400, _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return plain_page(request, 403, _("You may not do this. Go back, or sign in as someone else."))


def too_many(request: HttpRequest) -> HttpResponse:
    """429, as the limits of the accounts answer."""
    response = plain_page(
        request, 429, _("There were too many requests from here. Try again in a few minutes.")
    )
    response["Retry-After"] = "300"
    return response


def unavailable() -> HttpResponse:
    """503 for a person, made without the database."""
    context = {
        "title": _("Not available at the moment"),
        "text": _("Nothing was done by halves. Try again in a moment."),
    }
    text = render_to_string("errors/unavailable.html", context)
    return HttpResponse(text, status=503, headers={"Retry-After": str(RETRY_AFTER)})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return plain_page(request, 404, _("There is nothing at this address, or it is not yours."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is away: nothing that may fail itself is asked."""
    if is_outage(sys.exc_info()[1]):
        return unavailable()
    return HttpResponse(
        "<!doctype html><title>500</title><p>"
        + _("Something went wrong on our side. Nothing was done by halves: try again.")
        + '<p><a href="/">Changehands</a>',
        status=500,
    )
