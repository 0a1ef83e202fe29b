"""In which language a person reads, and the menu that changes it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from changehands.core.people import choose_language
from changehands.kernel.clock import now
from changehands.policy.languages import LANGUAGES, known
from changehands.web.addresses import own_path
from changehands.web.guard import actor

PROGRAMS = ("/api/", "/access/")  # who asks with a token is answered by Accept-Language alone


class PersonsLanguage:
    """Whoever is signed in reads in their own language.

    For others it is what Django's LocaleMiddleware found before: their cookie, or their browser's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Switch to it."""
        if not request.path.startswith(PROGRAMS) and request.user.is_authenticated:
            language = actor(request).locale
            if language in LANGUAGES:
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Read in another language from now on: this browser, and the person where one is signed in."""
    language = known(request.POST.get("language", ""))
    if request.user.is_authenticated:
        choose_language(actor=actor(request), language=language, at=now())
    place = _translated(request.POST.get("next", ""), language, request)
    response = HttpResponseRedirect(place or reverse("home"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def here(request: HttpRequest) -> str:
    """The address to come back to: of this page, or of that whose form led to it."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _translated(address: str, language: str, request: HttpRequest) -> str:
    """The same page in the other language, if it is one of ours."""
    address = own_path(request, address)
    first, *rest = address.removeprefix("/").split("/")
    if first in LANGUAGES:  # an article has an address of its own in each language
        return "/".join(["", language, *rest])
    return address
