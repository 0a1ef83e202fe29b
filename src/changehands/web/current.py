"""The Organization in which a person works now."""

from uuid import UUID

from django.http import HttpRequest

from changehands.models import Membership, Organization
from changehands.policy.roles import RANK, Role

KEY = "organization"


def memberships_of(request: HttpRequest) -> list[Membership]:
    """The person's places, by name of the Organization; asked once a request."""
    if not request.user.is_authenticated:
        return []
    cached: list[Membership] | None = getattr(request, "_memberships", None)
    if cached is None:
        rows = Membership.objects.filter(user=request.user).select_related("organization")
        cached = list(rows.order_by("organization__name", "organization_id"))
        request._memberships = cached  # type: ignore[attr-defined]
    return cached


def current_membership(request: HttpRequest) -> Membership | None:
    """The place the person switched to last, else the first of those where they may do most."""
    places = memberships_of(request)
    chosen = request.session.get(KEY)
    for place in places:
        if str(place.organization_id) == chosen:
            return place
    return min(places, key=lambda place: -RANK[Role(place.role)], default=None)


def switch_to(request: HttpRequest, organization: Organization | UUID) -> None:
    """Work in this Organization from the next request on."""
    key = organization.id if isinstance(organization, Organization) else organization
    request.session[KEY] = str(key)
