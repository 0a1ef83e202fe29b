"""The forms of the accounts in our words: a label above each field, nothing written inside it."""

from typing import Any, Final

from allauth.account import forms as theirs
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CALM: Final = {"autocapitalize": "none", "spellcheck": "false"}
PASSWORD: Final = _(
    "At least 8 characters. Not only digits, no common password, and not like your name or address."
)
LABELS: Final[dict[str, Promise]] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
    "code": _("Code"),
}


class _Calm:
    """Takes allauth's placeholders away and gives its fields our labels and hints."""

    labels: dict[str, Promise] = {}
    first = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = {**LABELS, **self.labels}.get(name, field.label)
            if name in ("login", "email", "code"):
                field.widget.attrs.update(CALM)
            if "password" in name:
                field.help_text = PASSWORD if name == "password1" else ""
        if self.first:
            fields[self.first].widget.attrs["autofocus"] = True


class LoginForm(_Calm, theirs.LoginForm):  # type: ignore[misc]
    """Signing in."""

    first = "login"


class SignupForm(_Calm, theirs.SignupForm):  # type: ignore[misc]
    """Creating an account; the name comes from accounts.SignupForm."""

    labels = {"password1": _("Password")}
    first = "name"


class CodeForm(_Calm, theirs.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code from the mail."""

    first = "code"


class OtherAddressForm(_Calm, theirs.ChangeEmailForm):  # type: ignore[misc]
    """Another address while the first waits to be confirmed."""


class NewAddressForm(_Calm, theirs.AddEmailForm):  # type: ignore[misc]
    """Another address for an account."""

    labels = {"email": _("New e-mail address")}


class ForgottenPasswordForm(_Calm, theirs.ResetPasswordForm):  # type: ignore[misc]
    """Asking for a link to choose a new password."""

    first = "email"


class ResetPasswordForm(_Calm, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by the link from the mail."""

    first = "password1"


class ChangePasswordForm(_Calm, theirs.ChangePasswordForm):  # type: ignore[misc]
    """A new password by the present one."""


class FirstPasswordForm(_Calm, theirs.SetPasswordForm):  # type: ignore[misc]
    """A password for an account that has none."""

    labels = {"password1": _("Password"), "password2": _("Password once more")}


class ReauthenticateForm(_Calm, theirs.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something sensitive."""

    first = "password"
