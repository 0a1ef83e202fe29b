"""Sentences, lists, numbers, money and dates as they are written in the reader's language."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final, Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from changehands.kernel.errors import ChangehandsError
from changehands.models import ROLE_LABELS, Transfer
from changehands.policy.languages import nearest
from changehands.policy.roles import Role

_TOUCHING: Final = re.compile(r"(?<=[A-Z])(?=\d)")  # “CHF12.00”, as Babel writes it in English


def locale() -> Locale:
    """The conventions of the reader's language."""
    return Locale.parse(nearest(get_language()))


def sentence(error: ChangehandsError) -> str:
    """What an error says, its values filled in."""
    params = {name: _value(name, value) for name, value in error.params.items()}
    return _(error.message) % params if params else _(error.message)


def _value(name: str, value: Any) -> Any:
    match name, value:
        case "roles", _roles:
            return listed((ROLE_LABELS[Role(role)] for role in value), "or")
        case "reason", str():
            return _(value)
        case "state", str() if value in Transfer.State.values:
            return Transfer.State(value).label
        case _name, int():
            return number(value)
        case _:
            return value


def listed(names: Iterable[Any], style: Literal["standard", "or"] = "standard") -> str:
    """Names as a list: “a, b and c”, or “a, b or c”."""
    return str(format_list([str(name) for name in names], style=style, locale=locale()))


def number(value: int) -> str:
    """A count: “10,000”."""
    return str(format_decimal(value, locale=locale()))


def money(amount: int, currency: str) -> str:
    """An amount in minor units."""
    value = amount / 10 ** get_currency_precision(currency)
    return _TOUCHING.sub("\u00a0", str(format_currency(value, currency, locale=locale())))


def day(when: date) -> str:
    """A date in full: “29 November 2026”, in the order of the language."""
    return str(format_date(when, "long", locale=locale()))


def short_day(when: date) -> str:
    """A date where there is little room: “29 Nov 2026”, in the order of the language."""
    return str(format_date(when, "medium", locale=locale()))


def moment(when: datetime) -> str:
    """A day and the minute, in UTC, where seconds do not matter."""
    return _with_time(day(when.astimezone(UTC)), when)


def short_moment(when: datetime) -> str:
    """A day and the minute, in UTC, where there is little room."""
    return _with_time(short_day(when.astimezone(UTC)), when)


def _with_time(written: str, when: datetime) -> str:
    pattern = str(locale().datetime_formats["long"]).replace("'", "")
    time = format_time(when, "short", tzinfo=UTC, locale=locale())
    return pattern.replace("{1}", written).replace("{0}", str(time))


def instant(when: datetime) -> str:
    """A moment in full, with the day of the week and the words for UTC."""
    return str(format_datetime(when, "full", tzinfo=UTC, locale=locale()))


def distance(when: date | datetime, *, at: datetime) -> str:
    """How far away it is: “in 3 weeks”, “2 days ago”."""
    gap = when - at if isinstance(when, datetime) else when - at.date()
    if not isinstance(when, datetime) and gap.days == 0:
        return _("today")
    return str(format_timedelta(gap, add_direction=True, threshold=1.2, locale=locale()))
