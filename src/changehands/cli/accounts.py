"""`changehands createuser`: an account without the way over sign-up and a mail."""

import os
import sys
from pathlib import Path

import typer
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from changehands.cli.installation import Refused
from changehands.core.operation import sweep
from changehands.kernel.errors import ChangehandsError
from changehands.kernel.names import clean_name
from changehands.models import User
from changehands.models.people import normalize_email


def read_password() -> str:
    """The password from PASSWORD_FILE, from standard input, or asked for twice on a terminal."""
    path = os.environ.get("PASSWORD_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip("\r\n")
        except OSError as error:
            raise Refused(f"PASSWORD_FILE: {path} cannot be read ({error.strerror}).") from error
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().strip("\r\n")


def create(email: str, password: str, *, name: str, is_operator: bool) -> str:
    """Make the account; returns its address as it is kept.

    Raises Refused for a known or wrong address, a name that cannot be shown, a weak password.
    """
    try:
        user = User(
            email=normalize_email(email),
            name=clean_name(name) if name else "",
            is_operator=is_operator,
        )
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except ChangehandsError as error:
        raise Refused(str(error)) from error
    _save(user, password)
    return user.email


@sweep
def _save(user: User, password: str) -> None:
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
