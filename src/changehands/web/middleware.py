"""What every request passes through."""

import re
from collections.abc import Callable
from itertools import chain
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from changehands.kernel.errors import ChangehandsError
from changehands.web.current import current_membership
from changehands.web.errors import error_page, plain_page

SECRETS: Final = re.compile(rb"ch[a-z]_[0-9A-Za-z]{38}|whsec_")
Next = Callable[[HttpRequest], HttpResponse]


class PublicScheme:
    """Where BASE_URL is https, every request counts as made by it: a proxy in front has ended TLS.

    No header is believed for it: BASE_URL is the operator's own word, and nothing else leads in.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Secure cookies, the check of a form's origin and HSTS follow from the scheme."""
        if settings.SECURE:
            request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


class NoStore:
    """Nothing that a person sees is kept by a cache on the way."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header where a view has not said otherwise."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Compress(GZipMiddleware):
    """Answers go compressed, except those that hold a secret.

    Their length would tell of it to whoever can have text of their own beside it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """Leave alone what holds a link, a token or a webhook's key."""
        if isinstance(response, HttpResponse) and SECRETS.search(response.content):
            return response
        return super().process_response(request, response)


class NoNul:
    """PostgreSQL's text holds no NUL: such a request is refused before anything reads it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """400 where an address, a query or a form carries one."""
        texts = [
            request.path,
            *chain.from_iterable(values for _name, values in request.GET.lists()),
        ]
        if request.method == "POST":
            texts += chain.from_iterable(values for _name, values in request.POST.lists())
        if any("\0" in text for text in texts):
            return plain_page(request, 400, _("A text holds a character that is not allowed."))
        return self.get_response(request)


class CoreErrors:
    """Errors of the core become pages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to add before or after."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render an error that no view has dealt with."""
        return error_page(request, error) if isinstance(error, ChangehandsError) else None


class CurrentOrganization:
    """`request.membership`: in which Organization, and in which role, the person works now."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Looked up when first asked for."""
        request.membership = SimpleLazyObject(lambda: current_membership(request))  # type: ignore[attr-defined]
        return self.get_response(request)
