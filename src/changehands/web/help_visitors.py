"""Votes on articles: by whom, without an account, and the answer to one (R05)."""

from secrets import token_urlsafe
from typing import Final

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST

from changehands.core import help
from changehands.kernel.clock import now
from changehands.kernel.errors import TooMany
from changehands.models import CONFIGURATIONS
from changehands.web.guard import actor

COOKIE: Final = "__Host-visitor" if settings.SECURE else "visitor"
YEAR: Final = 365 * 24 * 3600
PANEL: Final = "panel-"  # how the ids of an article in a panel begin


def visitor(request: HttpRequest) -> str:
    """Who reads, as the votes know them; empty for who has neither account nor voted before."""
    if request.user.is_authenticated:
        return str(actor(request).id)
    return request.get_signed_cookie(COOKIE, default="", salt="help", max_age=YEAR) or ""


@require_POST
def vote(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """Keep a reader's yes or no; a second one takes the place of the first."""
    found = help.current().find(number, language)
    if language not in CONFIGURATIONS or found is None:
        raise Http404
    said = {"yes": True, "no": False}.get(request.POST.get("helpful", ""))
    who = visitor(request) or token_urlsafe(18)
    if said is not None:
        _limit(request)
        help.vote(number=number, visitor=who, language=found.language, helpful=said, at=now())
    response = _answer(request, language, found, said)
    if said is not None and not request.user.is_authenticated:
        response.set_signed_cookie(
            COOKIE, who, salt="help", max_age=YEAR,
            secure=settings.SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def _limit(request: HttpRequest) -> None:
    if not ratelimit.consume(request, action="help_vote"):
        raise TooMany(
            "too-many-votes", "Too many answers from here. Try again in a minute.", retry_after=60
        )


def _answer(
    request: HttpRequest, language: str, article: help.Article, said: bool | None
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        place = help.article_address(article.number, language=language, shelf=help.current())
        return redirect(f"{place}#vote")
    with translation.override(language):
        is_panel = request.headers.get("HX-Target", "").startswith(PANEL)
        context = {
            "article": article,
            "said": said,
            "help_language": language,
            "prefix": PANEL if is_panel else "",
        }
        return render(request, "help/_vote.html", context)
