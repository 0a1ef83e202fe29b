"""How allauth's accounts fit ours: names at sign-up, addresses in one form, mail through the queue."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from changehands.models import User, normalize_email


class SignupForm(forms.Form):
    """What sign-up asks besides address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name and the language of the sign-up."""
        user.name = self.cleaned_data["name"].strip()
        user.locale = get_language() or "en"
        user.save(update_fields=["name", "locale"])


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Stores addresses in their normal form and sends account mail by a job."""

    def clean_email(self, email: str) -> str:
        """The form in which addresses are compared."""
        return normalize_email(super().clean_email(email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, in the reader's language; a job sends it."""
        from changehands.core.queue import defer

        message = self.render_mail(template_prefix, email, context)
        defer("send_account_mail", subject=message.subject, body=message.body, to=email)
