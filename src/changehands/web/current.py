"""The Organization in which a person works now: the one switched to last, else the first by name."""

from uuid import UUID

from django.http import HttpRequest

from changehands.models import Membership, Organization

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
    """The place the person switched to last, if it is still theirs."""
    places = memberships_of(request)
    chosen = request.session.get(KEY)
    return next(
        (m for m in places if str(m.organization_id) == chosen), places[0] if places else None
    )


def switch_to(request: HttpRequest, organization: Organization | UUID) -> None:
    """Work in this Organization from the next request on."""
    key = organization.id if isinstance(organization, Organization) else organization
    request.session[KEY] = str(key)
