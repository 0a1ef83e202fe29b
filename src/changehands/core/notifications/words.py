"""What a notification says, in the reader's language: the same in the Manager and in a mail."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from changehands.models import ROLE_LABELS, Notification
from changehands.policy.notices import Topic
from changehands.policy.roles import Role

SENTENCES: Final[Mapping[str, Promise]] = {
    "transfer.started": gettext_lazy(
        "%(by)s has started a transfer of %(products)s in %(organization)s."
    ),
    "transfer.cancelled": gettext_lazy(
        "%(by)s has cancelled the transfer of %(products)s. "
        "Nothing was handed over: everything stays with %(source)s."
    ),
    "transfer.declined": gettext_lazy(
        "The transfer of %(products)s was declined. "
        "Nothing was handed over: everything stays with %(source)s."
    ),
    "transfer.expired": gettext_lazy(
        "Nobody received %(products)s in time. "
        "Nothing was handed over: everything stays with %(source)s."
    ),
    "transfer.voided": gettext_lazy(
        "The transfer of %(products)s is void and can no longer be received. "
        "Nothing was handed over by it."
    ),
    "transfer.reminded": gettext_lazy(
        "The transfer of %(products)s still waits to be received and expires soon."
    ),
    "access.granted": gettext_lazy("You were given access to %(products)s in %(organization)s."),
    "access.kept": gettext_lazy(
        "%(organization)s has received %(products)s. You keep your own access, now there."
    ),
    "access.revoked": gettext_lazy(
        "Your access to %(products)s in %(organization)s was taken away."
    ),
    "access.ended": gettext_lazy(
        "%(organization)s has handed %(products)s over to another Organization. "
        "Your access through %(organization)s has ended."
    ),
    "team.member-added": gettext_lazy(
        "You were added to the work team %(team)s in %(organization)s. "
        "You have access to its products now."
    ),
    "team.member-removed": gettext_lazy(
        "You were taken out of the work team %(team)s in %(organization)s. "
        "Your access through it has ended."
    ),
    "team.deleted": gettext_lazy(
        "The work team %(team)s in %(organization)s was deleted. Your access through it has ended."
    ),
    "member.role-changed": gettext_lazy(
        "Your role in %(organization)s has changed: from %(before)s to %(role)s."
    ),
    "member.removed": gettext_lazy(
        "You were removed from %(organization)s. Your access to its products has ended."
    ),
    "member.invited": gettext_lazy(
        "%(by)s invites you into %(organization)s. Your role there would be: %(role)s."
    ),
}
_COMPLETED: Final[Mapping[str, Promise]] = {
    "source": gettext_lazy(
        "%(products)s went from %(source)s to %(destination)s. Access through %(source)s has ended."
    ),
    "destination": gettext_lazy("%(destination)s has received %(products)s from %(source)s."),
}

TOPIC_LABELS: Final[Mapping[Topic, Promise]] = {
    Topic.STARTED: gettext_lazy("A transfer of my Organization starts"),
    Topic.COMPLETED: gettext_lazy("Products are handed over or received"),
    Topic.ENDED: gettext_lazy("A transfer is cancelled, declined, expired or void"),
    Topic.REMINDED: gettext_lazy("A transfer expires soon"),
    Topic.ACCESS_GIVEN: gettext_lazy("I am given access"),
    Topic.ACCESS_TAKEN: gettext_lazy("My access ends, or my role changes"),
    Topic.INVITED: gettext_lazy("I am invited into an Organization"),
}


def sentence(notification: Notification) -> str:
    """What happened, as a whole sentence."""
    data = notification.data
    if notification.verb == "transfer.completed":
        text = _COMPLETED[data["side"]]
    else:
        text = SENTENCES[notification.verb]
    return str(text) % {
        "organization": notification.organization.name,
        "products": _products(data),
        "by": data.get("by", ""),
        "team": data.get("team", ""),
        "source": data.get("source", ""),
        "destination": data.get("destination", ""),
        "role": _role(data.get("role", "")),
        "before": _role(data.get("before", "")),
    }


def _products(data: Mapping[str, Any]) -> str:
    title, more = str(data.get("title", "")), int(data.get("products", 1)) - 1
    if more <= 0:
        return title
    return ngettext("%(name)s and %(more)d more", "%(name)s and %(more)d more", more) % {
        "name": title,
        "more": more,
    }


def _role(code: str) -> str:
    return str(ROLE_LABELS[Role(code)]) if code in set(Role) else ""
