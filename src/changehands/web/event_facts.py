"""What an event of the log is about, in a few words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changehands.core.access.queries import role_label
from changehands.models import ROLE_LABELS, Event, Fact
from changehands.policy.roles import Role


def facts(event: Event) -> Sequence[str]:
    """The facts that a reader looks for first: products, people, teams, roles."""
    noun, data = event.verb.split(".")[0], event.data
    words = {
        "transfer": _transfer,
        "access": _access,
        "member": _member,
        "invitation": _member,
        "team": _team,
        "organization": _organization,
        "product": _products,
        "token": _token,
        "webhook": _webhook,
    }
    return [word for word in words[noun](data) if word] if noun in words else []


def _title(data: Mapping[str, Any]) -> str:
    more = int(data.get("products", 1)) - 1
    title = str(data.get("title", ""))
    if more > 0:
        title = ngettext("%(name)s and %(more)d more", "%(name)s and %(more)d more", more) % {
            "name": title,
            "more": more,
        }
    return title


def _transfer(data: Mapping[str, Any]) -> list[str]:
    other = data.get("destination") if data.get("side") == "source" else data.get("source")
    return [_title(data), _("with %s") % other if other else "", str(data.get("address", ""))]


def _access(data: Mapping[str, Any]) -> list[str]:
    role = role_label(str(data.get("kind", "")), str(data.get("role", "")))
    whom = data.get("person") or (_("team %s") % data["team"] if data.get("team") else "")
    return [str(data.get("product", "")), str(whom), role]


def _member(data: Mapping[str, Any]) -> list[str]:
    now, before = _role(data.get("role")), _role(data.get("before"))
    role = _("%(before)s, now %(now)s") % {"before": before, "now": now} if before else now
    return [str(data.get("person") or data.get("email", "")), role]


def _team(data: Mapping[str, Any]) -> list[str]:
    before = data.get("before")
    return [
        str(data.get("team", "")),
        str(data.get("person", "")),
        _("before: %s") % before if before else "",
    ]


def _organization(data: Mapping[str, Any]) -> list[str]:
    return [str(data.get("name", ""))]


def _products(data: Mapping[str, Any]) -> list[str]:
    told = [str(words) for words in dict(data.get("facts", {})).values()]
    same = set(told[0].split()) if told and len(set(told)) == 1 else set()
    return [_title(data), *(str(Fact(code).label) for code in Fact.values if code in same)]


def _token(data: Mapping[str, Any]) -> list[str]:
    return [str(data.get("token", ""))]


def _role(code: object) -> str:
    return str(ROLE_LABELS[Role(str(code))]) if code in set(Role) else ""


def _webhook(data: Mapping[str, Any]) -> Sequence[str]:
    reasons = {
        "failing": _("it had failed for days"),
        "gone": _("the receiver answered that it is gone"),
    }
    return [str(data.get("webhook", "")), reasons.get(str(data.get("reason", "")), "")]
