"""Under the lock: does this person's role in this Organization allow it?"""

from collections.abc import Iterable
from uuid import UUID

from changehands.kernel.errors import Denied, NotFound
from changehands.models import Membership, Organization, User
from changehands.policy.permissions import ROLES, Permission, allows
from changehands.policy.roles import Role


def lock(ids: Iterable[UUID]) -> dict[UUID, Organization]:
    """Lock Organizations in id order until the end of the transaction.

    Whatever changes members, teams, rights or holders takes this lock first, so that who may do
    what cannot change under a verb. Raises NotFound when one does not exist.
    """
    wanted = set(ids)
    rows = Organization.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
    found = {organization.id: organization for organization in rows}
    if found.keys() != wanted:
        raise no_such_organization()
    return found


def role_in(user: User, organization_id: UUID) -> Role | None:
    """The role of an active person in an Organization, or None."""
    role = (
        Membership.objects.filter(
            user_id=user.pk, organization_id=organization_id, user__is_active=True
        )
        .values_list("role", flat=True)
        .first()
    )
    return Role(role) if role else None


def require(permission: Permission, user: User, organization: Organization) -> Role:
    """The person's role, if it allows this. Raises NotFound to strangers, Denied to others."""
    role = role_in(user, organization.id)
    if role is None:
        raise no_such_organization()
    if not allows(permission, role):
        raise denied(permission, organization)
    if organization.frozen_at is not None:
        raise Denied(
            "organization-frozen",
            "%(organization)s is frozen: nothing in it can change. Ask the platform's operator.",
            organization=organization.name,
        )
    return role


def no_such_organization() -> NotFound:
    """The one answer for an Organization that is not there and for one that is not theirs."""
    return NotFound("organization-not-found", "There is no such Organization, or it is not yours.")


def denied(permission: Permission, organization: Organization) -> Denied:
    """A refusal that names the roles which would be allowed (R30)."""
    return Denied(
        "role-not-allowed",
        "Your role in %(organization)s does not allow this. Ask one of these: %(roles)s.",
        organization=organization.name,
        roles=sorted(ROLES[permission], key=list(Role).index),
        permission=permission,
    )
