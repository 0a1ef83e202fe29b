"""The bell and the list behind it: what a person is told of, wherever they work now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from changehands.core import notifications
from changehands.core.notifications import queries, words
from changehands.core.notifications.queries import Unread
from changehands.kernel.clock import now
from changehands.models import Notification, Right
from changehands.web import verbs
from changehands.web.current import memberships_of, switch_to
from changehands.web.guard import actor

ICONS: Final[Mapping[str, str]] = {
    **verbs.ICONS,
    "access.kept": "arrow-right",
    "access.ended": "no-symbol",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as it is shown."""

    notification: Notification
    sentence: str
    icon: str


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Everything that a person was told, the newest first; `filter=unread` leaves the rest out."""
    only_unread = request.GET.get("filter") == "unread"
    found = queries.page(
        actor(request), only_unread=only_unread, after=request.GET.get("after") or None
    )
    context = {"entries": _told(found.rows), "page": found, "only_unread": only_unread}
    return render(request, "notifications/index.html", context)


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The number on the bell; 204 while it is what the page shows already (`state`)."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)  # signed out elsewhere: the next page asks for the login
    unread, before = queries.unread(actor(request)), request.GET.get("state", "")
    if before == unread.state:
        return HttpResponse(status=204)
    context = {"unread": unread, "is_news": _is_news(before, unread)}
    return render(request, "notifications/_bell_now.html", context)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """What stands in the panel of the bell: the newest few."""
    if not request.user.is_authenticated:  # a login page has no place in a panel
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _panel(request)


@require_POST
@login_required
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read, in the panel or on the page."""
    notifications.mark_all_read(actor=actor(request), at=now())
    if getattr(request, "htmx", False):
        return _panel(request, news=_("All notifications are marked as read."))
    messages.success(request, _("All notifications are marked as read."))
    return redirect("notifications")


@require_POST
@login_required
def reading(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """Mark one as read and go to what it is about, in the Organization that it is about."""
    told = notifications.mark_read(actor=actor(request), notification_id=notification_id, at=now())
    homes = {place.organization_id for place in memberships_of(request)}
    if told.organization_id in homes:
        switch_to(request, told.organization_id)
    return redirect(_address(told, is_inside=told.organization_id in homes))


def _panel(request: HttpRequest, news: str = "") -> HttpResponse:
    context = {
        "entries": _told(queries.latest(actor(request))),
        "unread": queries.unread(actor(request)),
        "news": news,
    }
    return render(request, "notifications/_latest.html", context)


def _told(rows: Sequence[Notification]) -> list[Told]:
    return [Told(row, words.sentence(row), ICONS.get(row.verb, "bell")) for row in rows]


def _is_news(before: str, unread: Unread) -> bool:
    """Whether something came, and not only went, since the page showed `before`."""
    count, _dot, newest = before.partition(".")
    seen = int(count) if count.isdecimal() and len(count) < 4 else 0
    if unread.newest is None or unread.count < seen:
        return False
    return unread.count > seen or unread.newest.hex != newest


def _address(told: Notification, *, is_inside: bool) -> str:
    noun = told.verb.partition(".")[0]
    if told.verb == "member.invited" and told.subject:
        return reverse("invitation", args=[told.subject])
    if not is_inside:
        return reverse("notifications")
    if noun == "transfer" and told.subject:
        return reverse("transfer", args=[told.subject])
    if told.verb == "access.granted" and told.subject:
        rights = Right.objects.filter(product_id=told.subject, user_id=told.user_id)
        if rights.exists():
            return reverse("product", args=[told.subject])
    return reverse("products")
