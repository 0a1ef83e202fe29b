"""Giving and taking rights on a product. They count for the time with its present holder."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from changehands.core.access.locking import lock_for_granting, no_such_grant
from changehands.core.activity import record
from changehands.core.notifications import tell_people
from changehands.core.operation import operation
from changehands.kernel.errors import Invalid
from changehands.models import Grant, Membership, Product, Right, Team, TeamMember, User
from changehands.policy import catalogue


@operation
def grant(
    *,
    actor: User,
    product_id: UUID,
    role: str,
    at: datetime,
    manages: bool = False,
    user_id: UUID | None = None,
    team_id: UUID | None = None,
) -> Grant:
    """Give a member or a work team of the holder a right on a product, or change it."""
    product = lock_for_granting(product_id, actor=actor)
    _require_role(product, role)
    user, team = _subject(product, user_id, team_id)
    given, _ = Grant.objects.update_or_create(
        product=product,
        epoch=product.epoch,
        user=user,
        team=team,
        defaults={"role": role, "manages": manages, "created_at": at},
    )
    _log("access.granted", given, actor, at)
    _tell("access.granted", given, _people(given), actor, at)
    return given


@operation
def revoke(*, actor: User, grant_id: UUID, at: datetime) -> None:
    """End a right that someone was given on a product; what they have by other means stays."""
    product_id = Grant.objects.filter(id=grant_id).values_list("product_id", flat=True).first()
    if product_id is None:
        raise no_such_grant()
    product = lock_for_granting(product_id, actor=actor)
    given = (
        Grant.objects.select_related("product", "user", "team")
        .filter(id=grant_id, epoch=product.epoch)
        .first()
    )
    if given is None:
        raise no_such_grant()
    _log("access.revoked", given, actor, at)
    had = _people(given)
    given.delete()
    still = Right.objects.filter(product_id=product_id, user__in=had)
    lost = set(had).difference(still.values_list("user_id", flat=True))
    _tell("access.revoked", given, lost, actor, at)


def _require_role(product: Product, role: str) -> None:
    kind = catalogue.current().kinds.get(product.kind)
    if kind is None or role not in {known.code for known in kind.roles}:
        raise Invalid("role-unknown", "Choose a role from the list.", field="role")


def _subject(
    product: Product, user_id: UUID | None, team_id: UUID | None
) -> tuple[User | None, Team | None]:
    """The person or team of the holder, exactly one of them."""
    user, team = None, None
    if user_id and not team_id:
        place = Membership.objects.filter(organization=product.holder, user_id=user_id)
        user = next((found.user for found in place.select_related("user")), None)
    if team_id and not user_id:
        team = Team.objects.filter(organization=product.holder, id=team_id).first()
    if user is None and team is None:
        raise Invalid(
            "subject-unknown",
            "Choose one person or one work team of %(organization)s.",
            field="subject",
            organization=product.holder.name,
        )
    return user, team


def _people(given: Grant) -> Collection[UUID]:
    """Those whom the right is for: one person, or everybody in the team."""
    if given.user_id:
        return [given.user_id]
    rows = TeamMember.objects.filter(team=given.team)
    return list(rows.values_list("membership__user_id", flat=True))


def _tell(event: str, given: Grant, people: Collection[UUID], actor: User, at: datetime) -> None:
    tell_people(
        event,
        people=people,
        organization=given.product.holder_id,
        data={"title": given.product.name, "products": 1},
        subject=given.product_id,
        actor=actor,
        at=at,
    )


def _log(event: str, given: Grant, actor: User, at: datetime) -> None:
    facts: dict[str, object] = {
        "product": given.product.name,
        "kind": given.product.kind,
        "role": given.role,
        "manages": given.manages,
    }
    if given.user:
        facts |= {
            "user": given.user.public_id,
            "person": str(given.user),
            "email": given.user.email,
        }
    if given.team:
        facts |= {"team": given.team.name}
    sides = {given.product.holder_id: facts}
    record(event, actor=actor, at=at, sides=sides, subject=given.product_id)
