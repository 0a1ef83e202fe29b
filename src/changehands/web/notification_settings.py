"""The page on which a person chooses how they are told of what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from changehands.core import notifications
from changehands.core.notifications import Ways, queries
from changehands.core.notifications.words import TOPIC_LABELS
from changehands.core.organizations import authority
from changehands.kernel.clock import now
from changehands.kernel.errors import ChangehandsError
from changehands.kernel.ids import from_public
from changehands.models import Organization
from changehands.policy.notices import ALWAYS_MAILED, ALWAYS_TOLD, Topic
from changehands.web.current import memberships_of
from changehands.web.forms import CoreForm
from changehands.web.guard import actor

NOTES: Final[Mapping[Topic, Promise]] = {
    Topic.STARTED: gettext_lazy("For administrators. One of the two ways stays on."),
    Topic.COMPLETED: gettext_lazy(
        "For administrators of both sides. One of the two ways stays on."
    ),
    Topic.ENDED: gettext_lazy("For administrators. Nothing has changed hands."),
    Topic.REMINDED: gettext_lazy("For administrators of the Organization that offers."),
    Topic.ACCESS_GIVEN: gettext_lazy("To a product, or through a work team."),
    Topic.ACCESS_TAKEN: gettext_lazy(
        "Also when a product goes to another Organization. One of the two ways stays on."
    ),
    Topic.INVITED: gettext_lazy("The mail carries the link, and is always sent."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a topic with its two boxes."""

    topic: Topic
    label: Promise
    note: Promise
    in_manager: BoundField
    by_mail: BoundField | None
    must: bool


class PreferencesForm(CoreForm):
    """Two boxes for each topic."""

    def __init__(self, data: Any, chosen: "tuple[queries.Wish, ...]") -> None:
        super().__init__(data)
        for wish in chosen:
            label = str(TOPIC_LABELS[wish.topic])
            self.fields[_manager(wish.topic)] = forms.BooleanField(
                label=label, required=False, initial=wish.in_manager
            )
            if wish.topic not in ALWAYS_MAILED:
                self.fields[_mail(wish.topic)] = forms.BooleanField(
                    label=label, required=False, initial=wish.by_mail
                )

    def arguments(self) -> dict[str, Any]:
        """The boxes, by topic."""
        ticked = self.cleaned_data
        return {
            "wishes": {
                topic: Ways(ticked[_manager(topic)], ticked.get(_mail(topic), True))
                for topic in Topic
            }
        }

    def refuse(self, problem: ChangehandsError) -> None:
        """Show what is wrong at the first box of its topic."""
        if problem.field in set(Topic):
            problem.field = _manager(Topic(problem.field))
        super().refuse(problem)

    def lines(self) -> list[Line]:
        """The table."""
        return [
            Line(
                topic=topic,
                label=TOPIC_LABELS[topic],
                note=NOTES[topic],
                in_manager=self[_manager(topic)],
                by_mail=None if topic in ALWAYS_MAILED else self[_mail(topic)],
                must=topic in ALWAYS_TOLD,
            )
            for topic in Topic
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """How one is told: everywhere, or (`organization`) in one Organization; a POST changes it."""
    here = _chosen(request)
    wishes = tuple(queries.wishes(actor(request), here.id if here else None))
    form = PreferencesForm(request.POST if request.method == "POST" else None, wishes)
    facts = {"actor": actor(request), "organization_id": here.id if here else None}
    if form.submit(notifications.prefer, at=now(), **facts):
        messages.success(request, _("Your choice is saved."))
        return redirect(_address(here))
    context = {"form": form, "here": here, "own": any(wish.is_own for wish in wishes)}
    status = 422 if form.is_bound else 200
    return render(request, "settings/notifications.html", context, status=status)


@require_POST
@login_required
def as_everywhere(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Take back what was chosen for one Organization."""
    notifications.prefer_as_everywhere(
        actor=actor(request), organization_id=organization_id, at=now()
    )
    messages.success(request, _("This Organization follows your general choice again."))
    return redirect("notification-preferences")


def _chosen(request: HttpRequest) -> Organization | None:
    wanted = request.GET.get("organization", "")
    if not wanted:
        return None
    key = from_public("organization", wanted)
    for place in memberships_of(request):
        if place.organization_id == key:
            return place.organization
    raise authority.no_such_organization()


def _address(here: Organization | None) -> str:
    page = reverse("notification-preferences")
    return f"{page}?organization={here.public_id}" if here else page


def _manager(topic: Topic) -> str:
    return f"{topic}_manager"


def _mail(topic: Topic) -> str:
    return f"{topic}_mail"
