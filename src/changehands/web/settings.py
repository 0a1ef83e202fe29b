"""The settings of a person: name and language; addresses, password and sessions are allauth's."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from changehands.core.people import edit_profile
from changehands.kernel.clock import now
from changehands.kernel.names import MOST
from changehands.web.forms import CoreForm
from changehands.web.guard import actor


class ProfileForm(CoreForm):
    """How one is called and in which language one reads."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy(
            "As the people you work with and those you hand products to see it."
        ),
        max_length=MOST,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    locale = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("Of the Manager and of the mails it sends you."),
        choices=settings.LANGUAGES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show one's own settings; a POST changes them."""
    person = actor(request)
    form = ProfileForm(request.POST or None, initial={"name": person.name, "locale": person.locale})
    if form.submit(edit_profile, actor=person, at=now()):
        messages.success(request, _("Your settings are saved."))
        return redirect("settings")
    status = 422 if form.is_bound else 200
    return render(request, "settings/profile.html", {"form": form}, status=status)
