"""A person's place in an Organization: finding it under the lock, and what must stay true of it."""

from datetime import datetime
from uuid import UUID

from changehands.core.activity import record
from changehands.core.notifications import tell_people
from changehands.core.organizations import authority
from changehands.kernel.errors import Conflict, Invalid, NotFound
from changehands.models import Membership, User
from changehands.policy.permissions import Permission
from changehands.policy.roles import Role


def known_role(role: str) -> Role:
    """The role with this code. Raises Invalid for any other text."""
    try:
        return Role(role)
    except ValueError as error:
        raise Invalid("role-unknown", "Choose a role from the list.", field="role") from error


def lock_place(
    membership_id: UUID,
    *,
    actor: User,
    permission: Permission = Permission.MEMBERS_MANAGE,
) -> Membership:
    """Lock the Organization of a place that the actor may manage, and read the place."""
    home = (
        Membership.objects.filter(id=membership_id, organization__memberships__user=actor.pk)
        .values_list("organization_id", flat=True)
        .first()
    )
    if home is None:
        raise no_such_member()
    organization = authority.lock([home])[home]
    authority.require(permission, actor, organization)
    return place_in(home, membership_id)


def place_in(organization_id: UUID, membership_id: UUID) -> Membership:
    """A place in this very Organization, with its person. Raises NotFound otherwise."""
    found = (
        Membership.objects.select_related("user", "organization")
        .filter(id=membership_id, organization_id=organization_id)
        .first()
    )
    if found is None:
        raise no_such_member()
    return found


def require_owner_stays(membership: Membership) -> None:
    """Raises Conflict when this place is the last active owner's. The Organization is locked."""
    others = Membership.objects.filter(
        organization_id=membership.organization_id, role=Role.OWNER, user__is_active=True
    ).exclude(id=membership.id)
    if membership.role == Role.OWNER and not others.exists():
        raise Conflict(
            "last-owner",
            "%(person)s is the last legal representative of %(organization)s. "
            "Make someone else legal representative first.",
            person=str(membership.user),
            organization=membership.organization.name,
        )


def log(event: str, membership: Membership, actor: User, at: datetime, **facts: object) -> None:
    """Write down what became of a person's place."""
    told = {
        "user": membership.user.public_id,
        "person": str(membership.user),
        "email": membership.user.email,
        "role": membership.role,
        **facts,
    }
    record(
        event,
        actor=actor,
        at=at,
        sides={membership.organization_id: told},
        subject=membership.user_id,
    )


def tell(event: str, membership: Membership, actor: User, at: datetime, **facts: object) -> None:
    """Tell the person themselves what became of their place."""
    tell_people(
        event,
        people=[membership.user_id],
        organization=membership.organization_id,
        data=facts,
        subject=membership.user_id,
        actor=actor,
        at=at,
    )


def no_such_member() -> NotFound:
    """The one answer for a person who is not there and for one whom the actor may not know of."""
    return NotFound("member-not-found", "There is no such person in your Organization.")
