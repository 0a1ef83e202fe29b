"""Template tags of the Manager: kinds, money, dates in words, reasons."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from changehands.core import wording
from changehands.core.transfers import Blocker
from changehands.core.transfers.preview import PersonOutcome
from changehands.kernel.clock import now
from changehands.models import ROLE_LABELS, Event, Fact, Product, Right
from changehands.policy import catalogue
from changehands.policy.permissions import Permission, allows
from changehands.policy.roles import Role
from changehands.web import verbs

register = template.Library()


def _language() -> str:
    return get_language() or "en"


@register.filter
def kind_label(code: str) -> str:
    """The name of a kind in the reader's language; its code where the catalogue has none."""
    kind = catalogue.current().kinds.get(code)
    return kind.label.get(_language()) if kind else code


@register.filter
def kind_icon(code: str) -> str:
    """The heroicon of a kind."""
    kind = catalogue.current().kinds.get(code)
    return kind.icon if kind else "cube"


@register.filter
def has_manage_menu(code: str) -> bool:
    """Whether products of this kind have a Manage menu (R36)."""
    return code in catalogue.current().with_manage_menu


@register.filter
def product_role(code: str, kind: str) -> str:
    """The name of a role inside products of a kind."""
    found = catalogue.current().kinds.get(kind)
    for role in found.roles if found else ():
        if role.code == code:
            return role.label.get(_language())
    return str(ROLE_LABELS[Role(code)]) if code in set(Role) else code


@register.filter
def role_label(code: str) -> str:
    """The name of a role in an Organization."""
    return str(ROLE_LABELS[Role(code)])


register.simple_tag(wording.money)
register.filter(wording.listed)


@register.filter
def day(when: date | datetime | None) -> str:
    """A date in full, as the reader writes it."""
    return wording.day(when) if when else ""


@register.filter
def moment(when: datetime | None) -> str:
    """A day and the minute, as the reader writes it."""
    return wording.moment(when) if when else ""


@register.filter
def short_day(when: date | datetime | None) -> str:
    """A date in a table."""
    return wording.short_day(when) if when else ""


@register.filter
def short_moment(when: datetime | None) -> str:
    """A day and the minute in a table."""
    return wording.short_moment(when) if when else ""


@register.filter
def in_words(when: date | datetime | None) -> str:
    """How far away it is: “in 3 weeks”, “2 days ago”."""
    return wording.distance(when, at=now()) if when else ""


@register.filter
def language_in_words(code: str) -> str:
    """The name of a language in the reader's language."""
    return str(wording.locale().languages.get(code, code))


@register.filter
def fact_label(code: str) -> str:
    """A state fact in words."""
    return str(Fact(code).label) if code in Fact.values else code


@register.filter
def fact_tone(code: str) -> str:
    """How a state fact is shown."""
    tones = {"unpaid": "danger", "locked": "danger", "deleting": "danger", "trial": "info"}
    return tones.get(code, "warning")


@register.filter
def expired(product: Product) -> bool:
    """Whether the product's time is over (it can still be renewed)."""
    return product.expires_on is not None and product.expires_on < now().date()


@register.filter
def expires_soon(product: Product) -> bool:
    """Whether the product expires within 30 days."""
    if product.expires_on is None:
        return False
    return 0 <= (product.expires_on - now().date()).days <= 30


@register.filter
def reason(blocker: Blocker) -> str:
    """Why a product cannot be handed over: the kind's own words where it has some."""
    kind = catalogue.current().kinds.get(blocker.kind)
    if blocker.code in ("kind-forbidden", "own-procedure") and kind and kind.reason:
        text: str = kind.reason.get(_language())
        return text
    return _(blocker.message)


@register.filter
def guide(blocker: Blocker) -> str:
    """The address of the guide of a kind with a procedure of its own."""
    kind = catalogue.current().kinds.get(blocker.kind)
    if blocker.code == "own-procedure" and kind and kind.guide:
        return f"/guides/{kind.guide}/"
    return ""


@register.filter
def may(membership: Any, permission: str) -> bool:
    """Whether this role allows an act: buttons and verbs ask the same table."""
    return bool(membership) and allows(Permission(permission), membership.role)


@register.filter
def state_tone(state: str) -> str:
    """How the state of a transfer is shown."""
    return {"waiting": "waiting", "completed": "done", "expired": "warning"}.get(state, "neutral")


@register.filter
def minus(number: int, other: int) -> int:
    """What is left."""
    return int(number) - int(other)


@register.filter
def access_ways(person: PersonOutcome) -> str:
    """Why a person has access now, as a list."""
    return wording.listed(Right.Via(way).label for way in person.via)


@register.filter
def event_title(event: Event) -> str:
    """What happened, in words."""
    return str(verbs.TITLES.get(event.verb, event.verb))


@register.filter
def event_icon(verb: str) -> str:
    """The icon of what happened."""
    return verbs.ICONS.get(verb, "information-circle")
