"""What people may ask for beside the products: how long, in which language, at which address."""

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from changehands.kernel.errors import Invalid
from changehands.models import normalize_email
from changehands.policy.catalogue import LANGUAGES

MAX_DAYS: Final = 90
MAX_ADDRESS: Final = 254


def days_to_wait(days: int | None) -> int:
    """The number of days asked for, or the usual one. Raises Invalid outside of the range."""
    if days is None:
        return int(settings.TRANSFER_DAYS)
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(
            "days-out-of-range",
            "Choose between 1 and %(most)s days.",
            field="days",
            most=MAX_DAYS,
        )
    return days


def mail_address(text: str, *, field: str) -> str:
    """The address in its normal form. Raises Invalid for what is none."""
    address = normalize_email(text)
    try:
        validate_email(address)
        if len(address) > MAX_ADDRESS:
            raise ValidationError("too long")
    except ValidationError as error:
        raise Invalid(
            "address-invalid",
            "“%(address)s” is not an e-mail address. Write one, such as name@example.com.",
            field=field,
            address=text[:100],
        ) from error
    return address


def known_language(code: str) -> str:
    """One of the languages that people can be written to in. Raises Invalid for any other."""
    if code not in LANGUAGES:
        raise Invalid("language-unknown", "Choose a language from the list.", field="language")
    return code
