"""The help centre: readable by everyone, each page in the language that its address names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from changehands.core import help
from changehands.core.help import Article, Heading, Rendering, pictures
from changehands.models import CONFIGURATIONS
from changehands.web.guard import actor
from changehands.web.help_visitors import PANEL, visitor

MOVED: Final = {"jelastic-transfer": 2031}  # guides from before there were articles
SHOWN: Final = 6  # articles of a category on the first page


def in_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page is in the language of its address, whatever the reader's own is; else 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, language: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if language not in CONFIGURATIONS:
            raise Http404
        with translation.override(language):
            response = view(request, language, *args, **kwargs)
        response["Content-Language"] = language
        return response

    return wrapped


def reader_language() -> str:
    """The language in which the reader of this request gets help."""
    code = (translation.get_language() or help.FALLBACK).split("-")[0]
    return code if code in CONFIGURATIONS else help.FALLBACK


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """To the help centre in the reader's language."""
    return redirect("help-home", reader_language())


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """To the article that a guide has become (R21)."""
    if slug not in MOVED:
        raise Http404
    return short(request, MOVED[slug])


@require_safe
def short(request: HttpRequest, number: int) -> HttpResponse:
    """To an article in the reader's language."""
    return redirect(_address(number, reader_language()))


@require_safe
@in_language
def home(request: HttpRequest, language: str) -> HttpResponse:
    """Search, what there is, and the articles by category."""
    shelf = help.current()
    groups = [
        {"key": key, "category": category, "label": category.label.get(language), "rows": rows}
        for key, category in shelf.categories.items()
        if (rows := shelf.in_category(key, language))
    ]
    context = {"groups": groups, "shown": SHOWN, "counts": _counts()}
    return _page(request, "help/home.html", language, context, "help-home")


@require_safe
@in_language
def category(request: HttpRequest, language: str, category: str) -> HttpResponse:
    """The articles of one category."""
    shelf = help.current()
    if category not in shelf.categories:
        raise Http404
    found = shelf.categories[category]
    context = {
        "category": found,
        "label": found.label.get(language),
        "description": found.description.get(language),
        "rows": shelf.in_category(category, language),
    }
    return _page(request, "help/category.html", language, context, "help-category", category)


@require_safe
@in_language
def search(request: HttpRequest, language: str) -> HttpResponse:
    """The articles that hold the words of `q`."""
    found = help.search(request.GET.get("q", ""), language=language)
    hits = [
        {"hit": hit, "address": _address(hit.number, language)}
        for hit in found.hits
        if hit.number in help.current().numbers
    ]
    context = {"found": found, "hits": hits, "query": found.text}
    return _page(request, "help/search.html", language, context, "help-search")


@require_safe
@in_language
def article(request: HttpRequest, language: str, number: int, title: str = "") -> HttpResponse:
    """An article; its number finds it, whatever stands behind. For htmx it is a panel."""
    shelf = help.current()
    found = shelf.find(number, language)
    if found is None:
        raise Http404
    if title != found.front.slug:
        return redirect(_address(number, language))
    is_panel = bool(request.headers.get("HX-Request"))
    context = _article(request, found, language, prefix=PANEL if is_panel else "")
    name = "help/panel.html" if is_panel else "help/article.html"
    context["versions"] = [
        (code, _address(number, code)) for code in CONFIGURATIONS if code != language
    ]
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@login_required
@in_language
def votes(request: HttpRequest, language: str) -> HttpResponse:
    """What readers say of all articles; for the platform's staff."""
    if not actor(request).is_operator:
        raise Http404
    shelf = help.current()
    rows = [
        {"total": total, "article": found, "address": _address(total.number, total.language)}
        for total in help.totals()
        if (found := shelf.find(total.number, total.language))
    ]
    return _page(request, "help/votes.html", language, {"rows": rows}, "help-votes")


@require_safe
def picture(request: HttpRequest, language: str, name: str) -> HttpResponseBase:
    """A picture of the operators' own folder."""
    path = pictures.own_file(language, name)
    if path is None:
        raise Http404
    answer = FileResponse(path.open("rb"), content_type=pictures.ENDINGS[path.suffix])
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def _article(request: HttpRequest, found: Article, language: str, *, prefix: str) -> dict[str, Any]:
    shelf = help.current()
    parts = help.rendered(found, language=language, shelf=shelf, prefix=prefix)
    before, after = shelf.neighbours(found, language)
    key = found.front.categories[0]
    who = visitor(request)
    return {
        "article": found,
        "parts": parts,
        "prefix": prefix,
        "sections": _sections(parts, prefix),
        "before": before,
        "after": after,
        "category": shelf.categories.get(key),
        "category_key": key,
        "label": shelf.categories[key].label.get(language) if key in shelf.categories else "",
        "related": [one for n in found.front.related if (one := shelf.find(n, language))],
        "following": shelf.find(found.front.following or 0, language),
        "short_link": settings.BASE_URL + reverse("help-short", args=[found.number]),
        "said": help.of_visitor(found.number, who) if who else None,
        "totals": _totals(request, found.number),
        "help_language": language,
    }


def _totals(request: HttpRequest, number: int) -> list[help.Total] | None:
    is_staff = request.user.is_authenticated and actor(request).is_operator
    return help.totals(number) if is_staff else None


def _sections(parts: Rendering, prefix: str) -> list[Heading]:
    own = [
        (parts.prerequisites, "prerequisites", _("Prerequisites")),
        (parts.steps, "steps", _("Step by step")),
        (parts.alternative, "alternative", parts.alternative_title),
        (parts.notes, "notes", _("Good to know")),
    ]
    listed = [Heading(f"{prefix}part-{name}", title) for block, name, title in own if block]
    return [*listed, *parts.headings]


def _counts() -> list[str]:
    counts = help.current().counts()
    words = {
        "faq": lambda number: ngettext("%(number)s FAQ", "%(number)s FAQs", number),
        "tutorial": lambda number: ngettext("%(number)s tutorial", "%(number)s tutorials", number),
        "video": lambda number: ngettext("%(number)s video", "%(number)s videos", number),
    }
    return [words[name](counts[name]) % {"number": counts[name]} for name in words if counts[name]]


def _page(
    request: HttpRequest,
    template: str,
    language: str,
    context: dict[str, Any],
    name: str,
    *args: str,
) -> HttpResponse:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context["help_language"] = language
    context["versions"] = [
        (code, reverse(name, args=[code, *args]) + query)
        for code in CONFIGURATIONS
        if code != language
    ]
    return render(request, template, context)


def _address(number: int, language: str) -> str:
    try:
        return help.article_address(number, language=language, shelf=help.current())
    except help.DeadLink as error:
        raise Http404 from error
