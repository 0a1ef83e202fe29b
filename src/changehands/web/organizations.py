"""Pages of Organizations themselves: making one, switching to one, changing what it is called."""

from functools import partial
from typing import Any
from uuid import UUID

from babel import Locale
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from changehands.core import organizations
from changehands.core.organizations import authority
from changehands.kernel.clock import now
from changehands.kernel.names import MOST
from changehands.models import Membership, Organization
from changehands.policy.permissions import Permission, allows
from changehands.policy.places import CURRENCIES, countries
from changehands.web.addresses import own_path
from changehands.web.current import memberships_of, switch_to
from changehands.web.forms import CoreForm
from changehands.web.guard import actor


def _countries() -> list[tuple[str, str]]:
    names = Locale.parse(get_language() or "en", sep="-").territories
    rows = [(code, str(names.get(code, name))) for code, name in countries().items()]
    return sorted(rows, key=lambda row: row[1])


class OrganizationForm(CoreForm):
    """What an Organization is called, is, and pays in."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As it stands in contracts and as others see it."),
        max_length=MOST,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=Organization.Kind.choices,
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=_countries)
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency of its invoices"),
        choices=[(code, code) for code in CURRENCIES],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Make an Organization and work in it; `next` leads back to where one came from."""
    initial = {"kind": Organization.Kind.COMPANY, "country": "CH", "currency": "CHF"}
    form = OrganizationForm(request.POST or None, initial=initial)
    if form.submit(partial(_create, request), actor=actor(request), at=now()):
        return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    return _page(request, "new", form, next=_next(request))


def _create(request: HttpRequest, **facts: Any) -> None:
    made = organizations.create(**facts)
    switch_to(request, made)
    messages.success(request, _("%s is there, and you are its owner.") % made.name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Change what an Organization is called, is, and pays in."""
    place = _own(request, organization_id)
    edited = place.organization
    if not allows(Permission.ORGANIZATION_EDIT, place.role):
        raise authority.denied(Permission.ORGANIZATION_EDIT, edited)
    initial = {key: getattr(edited, key) for key in OrganizationForm.base_fields}
    form = OrganizationForm(request.POST or None, initial=initial)
    edits = partial(organizations.edit, actor=actor(request), organization_id=edited.id)
    if form.submit(edits, at=now()):
        messages.success(request, _("The Organization is saved."))
        return redirect("organization-edit", edited.id)
    return _page(request, "edit", form, edited=edited)


@require_POST
@login_required
def switch(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Work in another of one's own Organizations from now on."""
    switch_to(request, _own(request, organization_id).organization)
    return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)


def _own(request: HttpRequest, organization_id: UUID) -> Membership:
    for place in memberships_of(request):
        if place.organization_id == organization_id:
            return place
    raise authority.no_such_organization()


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return own_path(request, wanted)


def _page(request: HttpRequest, name: str, form: OrganizationForm, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    page = {"form": form, **context}
    return render(request, f"organizations/{name}.html", page, status=status)
