"""The page of what happened in an Organization, and the same as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from changehands.core.activity import queries
from changehands.core.activity.queries import Filters
from changehands.core.paging import Page
from changehands.kernel.errors import NotFound
from changehands.kernel.ids import from_public
from changehands.models import Event, Organization, Product, TransferItem
from changehands.policy.permissions import Permission as P
from changehands.web import verbs
from changehands.web.event_facts import facts
from changehands.web.guard import in_organization, organization
from changehands.web.narrowing import kept, query_of

FIELDS: Final = ("verb", "person", "since", "until", "product")
NOUNS: Final = {
    "transfer": gettext_lazy("Transfers"),
    "organization": gettext_lazy("Organization"),
    "member": gettext_lazy("People"),
    "invitation": gettext_lazy("Invitations"),
    "team": gettext_lazy("Work teams"),
    "access": gettext_lazy("Access to products"),
    "inventory": gettext_lazy("Imports"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: the event, its facts in words, and where it leads."""

    event: Event
    facts: Sequence[str]
    href: str


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


class FilterForm(forms.Form):
    """What to look for in the log."""

    verb = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    product = forms.CharField(
        label=gettext_lazy("Product"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = _day(pgettext_lazy("first day", "From"))
    until = _day(pgettext_lazy("last day", "To"))

    def __init__(self, here: Organization, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        self.here = here
        people = [(user.public_id, str(user)) for user in queries.actors_of(here.id)]
        verb, person = cast(Any, self.fields["verb"]), cast(Any, self.fields["person"])
        verb.choices = [("", _("Anything")), *_verbs()]
        person.choices = [("", _("Anyone")), *people]

    def clean_product(self) -> UUID | None:
        """The key of the one product that is meant."""
        text = self.cleaned_data["product"].strip()
        return _product(self.here, text) if text else None

    def filters(self) -> Filters:
        """The same as the core wants it."""
        asked = self.cleaned_data
        person = from_public("user", asked["person"]) if asked["person"] else None
        return Filters(asked["verb"], person, asked["product"], asked["since"], asked["until"])


def _verbs() -> list[tuple[Any, Any]]:
    groups = []
    for noun, found in groupby(verbs.TITLES.items(), key=lambda pair: pair[0].split(".")[0]):
        rows = [(code, title) for code, title in found]
        everything = [(noun, _("All of these"))] if len(rows) > 1 else []
        groups.append((NOUNS.get(noun, noun), everything + rows))
    return groups


def _product(here: Organization, text: str) -> UUID:
    """What the text names among the products held here now or ever offered to or by us."""
    try:
        return from_public("product", text)
    except NotFound:
        pass
    held = Product.objects.filter(holder=here, name__icontains=text)
    passed = TransferItem.objects.filter(
        Q(transfer__source=here) | Q(transfer__destination=here), name__icontains=text
    )
    names = dict(held.values_list("id", "name")[:50])
    names |= dict(passed.values_list("product_id", "name")[:50])
    exact = [key for key, name in names.items() if name.casefold() == text.casefold()]
    found = exact or list(names)
    if not found:
        raise forms.ValidationError(_("No product with this name was ever here. Check the name."))
    if len(found) > 1:
        raise forms.ValidationError(
            _("Several products match. Write the whole name, or the identifier from its page.")
        )
    return found[0]


@require_safe
@in_organization(P.ACTIVITY_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """What happened in the current Organization, the newest first."""
    here, narrowed = organization(request), kept(request, *FIELDS)
    form = FilterForm(here, narrowed)
    found: Page[Event] = Page([], total=0)
    if form.is_valid():
        found = queries.events_page(here.id, form.filters(), after=request.GET.get("after"))
    context = {
        "form": form,
        "entries": _entries(here, found.rows),
        "page": found,
        "query": query_of(narrowed),
    }
    return render(request, "activity/index.html", context, status=422 if form.errors else 200)


@require_safe
@in_organization(P.ACTIVITY_VIEW)
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same as a file for a spreadsheet, the oldest first."""
    here = organization(request)
    form = FilterForm(here, kept(request, *FIELDS))
    if not form.is_valid():
        return redirect(f"{reverse('activity')}?{request.GET.urlencode()}")
    response = StreamingHttpResponse(
        queries.export(here.id, form.filters()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="activity-{here.public_id}.csv"'
    return response


def _entries(here: Organization, events: Sequence[Event]) -> list[Entry]:
    subjects = [event.subject for event in events if event.verb.startswith("access.")]
    rows = Product.objects.filter(holder=here, id__in=[key for key in subjects if key])
    held = set(rows.values_list("id", flat=True))
    return [Entry(event, facts(event), _address(event, held)) for event in events]


def _address(event: Event, held: set[UUID]) -> str:
    if event.verb.startswith("transfer.") and event.subject:
        return reverse("transfer", args=[event.subject])
    return reverse("product", args=[event.subject]) if event.subject in held else ""
