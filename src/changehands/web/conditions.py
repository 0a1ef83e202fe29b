"""The general conditions, readable by everyone, each version at an address that stays."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from changehands.policy.conditions import CURRENT


@require_GET
def show(request: HttpRequest, version: str = CURRENT) -> HttpResponse:
    """The version in force, or the one named by its date."""
    try:
        text = select_template(
            [f"conditions/{version}/{language}.html" for language in (get_language(), "en")]
        )
    except TemplateDoesNotExist as error:
        raise Http404 from error
    context = {
        "text": text.template,
        "version": parse_date(version),
        "current": CURRENT,
        "is_current": version == CURRENT,
    }
    return render(request, "conditions/show.html", context)
