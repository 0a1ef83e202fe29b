"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from changehands.web.current import memberships_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """The current Organization, the others, and what this role may do here."""
    membership = getattr(request, "membership", None)
    return {
        "membership": membership,
        "organization": membership.organization if membership else None,
        "organizations": memberships_of(request) if hasattr(request, "user") else [],
        "demo": settings.DEMO,
    }
