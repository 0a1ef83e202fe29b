"""Pages that explain, readable by everyone: the main questions, and the guides of some kinds."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

GUIDES: Final = {"jelastic-transfer": "help/jelastic_transfer.html"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What a transfer is, who loses access, what stays, how links work."""
    return render(request, "help/index.html")


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """How products of a kind with a procedure of its own change hands (R21)."""
    if slug not in GUIDES:
        raise Http404
    return render(request, GUIDES[slug])
