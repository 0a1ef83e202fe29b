"""The verbs of an Organization and of the places of people in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.text import slugify

from changehands.core.activity import record
from changehands.core.operation import operation
from changehands.core.organizations import authority, places
from changehands.kernel.errors import Conflict, Invalid
from changehands.kernel.names import clean_name
from changehands.models import Grant, Membership, Organization, User
from changehands.policy.permissions import Permission as P
from changehands.policy.places import CURRENCIES, countries
from changehands.policy.roles import Role


@operation
def create(
    *, actor: User, name: str, kind: str, country: str, currency: str, at: datetime
) -> Organization:
    """Make an Organization, whose owner the actor becomes."""
    facts = _facts(name, kind, country, currency)
    organization = Organization.objects.create(**facts)
    Membership.objects.create(organization=organization, user=actor, role=Role.OWNER)
    _log("organization.created", organization, actor, at, **facts)
    return organization


@operation
def edit(
    *,
    actor: User,
    organization_id: UUID,
    name: str,
    kind: str,
    country: str,
    currency: str,
    at: datetime,
) -> Organization:
    """Change what an Organization is called, is, and pays in."""
    organization = authority.lock([organization_id])[organization_id]
    authority.require(P.ORGANIZATION_EDIT, actor, organization)
    facts = _facts(name, kind, country, currency)
    before = {key: getattr(organization, key) for key in facts}
    changed = {key: value for key, value in facts.items() if value != before[key]}
    for key, value in changed.items():
        setattr(organization, key, value)
    organization.save(update_fields=list(facts))
    _log(
        "organization.edited",
        organization,
        actor,
        at,
        name=organization.name,
        changed=changed,
        before={key: before[key] for key in changed},
    )
    return organization


@operation
def change_role(*, actor: User, membership_id: UUID, role: str, at: datetime) -> Membership:
    """Give a member another role. Only owners make and unmake owners, and the last one stays."""
    membership = places.lock_place(membership_id, actor=actor)
    new = places.known_role(role)
    if membership.role == new:
        raise Conflict(
            "role-unchanged",
            "%(person)s has this role already.",
            person=str(membership.user),
        )
    if Role.OWNER in (new, membership.role):
        authority.require(P.OWNERS_MANAGE, actor, membership.organization)
    places.require_owner_stays(membership)
    before, membership.role = membership.role, new
    membership.save(update_fields=["role"])
    places.log("member.role-changed", membership, actor, at, before=before)
    places.tell("member.role-changed", membership, actor, at, role=new, before=before)
    return membership


@operation
def remove_member(*, actor: User, membership_id: UUID, at: datetime) -> None:
    """End a person's place in an Organization, and with it their rights on its products."""
    membership = places.lock_place(membership_id, actor=actor)
    if membership.role == Role.OWNER:
        authority.require(P.OWNERS_MANAGE, actor, membership.organization)
    _end(membership, "member.removed", actor, at)


@operation
def leave(*, actor: User, organization_id: UUID, at: datetime) -> None:
    """Give up one's own place in an Organization, unless one is its last owner."""
    organization = authority.lock([organization_id])[organization_id]
    authority.require(P.ORGANIZATION_LEAVE, actor, organization)
    membership = Membership.objects.select_related("user", "organization").get(
        organization=organization, user=actor
    )
    _end(membership, "member.left", actor, at)


def _end(membership: Membership, event: str, actor: User, at: datetime) -> None:
    places.require_owner_stays(membership)
    rights, _ = Grant.objects.filter(
        user=membership.user,
        product__holder=membership.organization,
        epoch=F("product__epoch"),
    ).delete()
    places.log(event, membership, actor, at, rights_ended=rights)
    if event == "member.removed":
        places.tell(event, membership, actor, at)
    membership.delete()


def _facts(name: str, kind: str, country: str, currency: str) -> dict[str, Any]:
    cleaned, country = clean_name(name), country.strip().upper()
    for field, value, known in (
        ("kind", kind, Organization.Kind.values),
        ("country", country, countries()),
        ("currency", currency, CURRENCIES),
    ):
        if value not in known:
            raise Invalid(f"{field}-unknown", "Choose one from the list.", field=field)
    return {
        "name": cleaned,
        "slug": slugify(cleaned)[:140] or "organization",
        "kind": kind,
        "country": country,
        "currency": currency,
    }


def _log(
    event: str, organization: Organization, actor: User, at: datetime, **facts: object
) -> None:
    record(event, actor=actor, at=at, sides={organization.id: facts}, subject=organization.id)
