"""How allauth's accounts fit ours: names at sign-up, addresses in one form, mail through the queue."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from changehands.core.queue import defer
from changehands.kernel.errors import Invalid
from changehands.kernel.names import MOST, clean_name
from changehands.models import User, normalize_email
from changehands.web.errors import sentence


class SignupForm(forms.Form):
    """What sign-up asks besides address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=MOST,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def clean_name(self) -> str:
        """The name, if it misleads nobody."""
        try:
            return clean_name(self.cleaned_data["name"])
        except Invalid as problem:
            raise forms.ValidationError(sentence(problem)) from problem

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name and the language of the sign-up."""
        user.name = self.cleaned_data["name"]
        user.locale = get_language() or "en"
        user.save(update_fields=["name", "locale"])


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Stores addresses in their normal form and sends account mail by a job."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "There is no account with this e-mail address and password. Check both."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code of the last mail. Check it, or ask for another."),
        "too_many_login_attempts": _("There were too many attempts. Try again in a few minutes."),
        "email_taken": _("This e-mail address belongs to an account already."),
        "same_as_current": _("This is the address that you have already."),
        "rate_limited": _("There were too many requests. Try again in a few minutes."),
    }

    def clean_email(self, email: str) -> str:
        """The form in which addresses are compared."""
        return normalize_email(super().clean_email(email))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change of the account, in the language of whose it is."""
        facts = {**(context or {}), "user": user}
        super().send_notification_mail(template_prefix, user, facts, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, in the person's language; a job sends it. Links begin with our own address."""
        ours = {
            name: settings.BASE_URL + urlsplit(value).path
            for name, value in context.items()
            if name.endswith("_url")
        }
        facts = {**context, **ours, "email": email, "base_url": settings.BASE_URL}
        with translation.override(getattr(context.get("user"), "locale", get_language())):
            subject = render_to_string(f"{template_prefix}_subject.txt", facts)
            message = self.render_mail(
                template_prefix, email, {**facts, "heading": subject.strip()}
            )
        ((html, _kind),) = message.alternatives
        defer("send_account_mail", subject=message.subject, body=message.body, html=html, to=email)
