"""`changehands token create`: the first token, made on the server itself."""

import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from changehands.cli.installation import Refused
from changehands.core import tokens
from changehands.core.tokens import Made
from changehands.kernel.clock import now
from changehands.kernel.errors import ChangehandsError
from changehands.kernel.ids import from_public, to_public
from changehands.models import Organization, User
from changehands.models.people import normalize_email


def create(
    *, email: str, organization: str, name: str, scopes: Sequence[str], days: int | None
) -> Made:
    """Make a token for a person, in an Organization or, without one, as an operator.

    Raises Refused for an unknown person or Organization, and for what they may not have.
    """
    at = now()
    user = User.objects.filter(email=normalize_email(email)).first()
    if user is None:
        raise Refused(f"There is no account with the address {email}.")
    ends = at + timedelta(days=days) if days else None
    try:
        if not organization:
            return tokens.make_for_platform(
                actor=user, name=name, scopes=scopes, at=at, expires_at=ends
            )
        return tokens.make(
            actor=user,
            organization_id=_organization(user, organization),
            name=name,
            scopes=scopes,
            at=at,
            expires_at=ends,
        )
    except ChangehandsError as error:
        raise Refused(str(error)) from error


def as_json(made: Made) -> str:
    """The new token as the API would answer it, with its secret."""
    row = made.token
    told = {
        "id": row.public_id,
        "secret": made.secret,
        "name": row.name,
        "organization_id": to_public("organization", row.organization_id)
        if row.organization_id
        else None,
        "scopes": list(row.scopes),
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _organization(user: User, named: str) -> UUID:
    """The Organization with this id or imported id, or one of the person's with this name."""
    if named.startswith("org_"):
        return from_public("organization", named)
    own = Q(memberships__user=user) & (Q(name=named) | Q(slug=named))
    found = Organization.objects.filter(Q(external_id=named) | own).distinct()[:2]
    if len(found) != 1:
        raise Refused(
            f"Which Organization is “{named}”? Give its id: org_…"
            if found
            else f"There is no Organization “{named}” of that person."
        )
    return found[0].id
