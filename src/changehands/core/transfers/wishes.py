"""What people may ask for beside the products: how long it waits."""

from typing import Final

from django.conf import settings

from changehands.kernel.errors import Invalid

MAX_DAYS: Final = 90


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
