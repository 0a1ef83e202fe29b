"""E-mail addresses that people write down: their normal form, and whose they have proved to be."""

from typing import Final

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from changehands.kernel.errors import Invalid
from changehands.models import User, normalize_email

LONGEST: Final = 254


def known_address(text: str, *, field: str) -> str:
    """The address in its normal form. Raises Invalid for what is none."""
    address = normalize_email(text)
    try:
        validate_email(address)
        if len(address) > LONGEST:
            raise ValidationError("too long")
    except ValidationError as error:
        raise Invalid(
            "address-invalid",
            "“%(address)s” is not an e-mail address. Write one, such as name@example.com.",
            field=field,
            address=text[:100],
        ) from error
    return address


def has_verified_address(user: User, address: str | None = None) -> bool:
    """Whether the person proved an address to be theirs: this one, or any."""
    proven = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return bool((proven.filter(email=address) if address else proven).exists())
