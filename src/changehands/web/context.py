"""What the frame of every page shows."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from changehands.core.notifications.queries import unread
from changehands.core.transfers.queries import waiting_count
from changehands.models import User
from changehands.policy.languages import OWN_NAMES
from changehands.policy.permissions import Permission, allows
from changehands.web.current import memberships_of
from changehands.web.languages import here


def frame(request: HttpRequest) -> dict[str, Any]:
    """The current Organization, the others, and what this role may do here."""
    membership = getattr(request, "membership", None)
    waiting = 0
    if membership and allows(Permission.TRANSFERS_VIEW, membership.role):
        waiting = waiting_count(membership.organization_id)
    return {
        "membership": membership,
        "organization": membership.organization if membership else None,
        "organizations": memberships_of(request) if hasattr(request, "user") else [],
        "waiting_count": waiting,
        "unread": SimpleLazyObject(lambda: unread(cast(User, request.user))),
        "demo": settings.DEMO,
        "languages": OWN_NAMES.items(),
        "here": here(request),
    }
