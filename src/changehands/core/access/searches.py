"""Searches over everything of which a single question would be answered yes."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from changehands.core.access.actions import Need, Unknown, need_of
from changehands.core.access.evaluation import Entity, person_of
from changehands.core.paging import Page, page_of
from changehands.kernel.errors import NotFound
from changehands.kernel.ids import from_public
from changehands.models import Membership, Organization, Product, Right, User


def permitted_people(
    action: str,
    resource: Entity,
    *,
    after: str | None,
    size: int,
    within: UUID | None = None,
) -> Page[User]:
    """Everyone who may do this there now; nobody where a part of the question is unknown."""
    try:
        need = need_of(action, resource.type)
        key = from_public(resource.type, resource.id)
    except (Unknown, NotFound):
        return Page([])
    if resource.type == "organization":
        places = _places(need, within).filter(organization=key)
        people = User.objects.filter(id__in=places.values("user_id"))
    else:
        rights = _rights(need, within).filter(product=key)
        people = User.objects.filter(id__in=rights.values("user_id"))
    return page_of(people, "id", after=after, size=size)


def permitted_products(
    subject: Entity,
    action: str,
    *,
    after: str | None,
    size: int,
    within: UUID | None = None,
) -> Page[Product]:
    """Every product on which this person may do this now."""
    try:
        need = need_of(action, "product")
        person = _key_of(subject)
    except Unknown:
        return Page([])
    found = _rights(need, within).filter(user=person).values("product_id")
    return page_of(Product.objects.filter(id__in=found), "id", after=after, size=size)


def permitted_organizations(
    subject: Entity,
    action: str,
    *,
    after: str | None,
    size: int,
    within: UUID | None = None,
) -> Page[Organization]:
    """Every Organization in which this person may do this now."""
    try:
        need = need_of(action, "organization")
        person = _key_of(subject)
    except Unknown:
        return Page([])
    found = _places(need, within).filter(user=person).values("organization_id")
    return page_of(Organization.objects.filter(id__in=found), "id", after=after, size=size)


def _key_of(subject: Entity) -> UUID:
    person, email = person_of(subject)
    if person is None:
        confirmed = EmailAddress.objects.filter(email=email, verified=True)
        person = confirmed.values_list("user_id", flat=True).first()
    if person is None:
        raise Unknown("subject-unknown")
    return person


def _rights(need: Need, within: UUID | None) -> "QuerySet[Right]":
    rights = Right.objects.filter(need.condition())
    return rights.filter(organization=within) if within else rights


def _places(need: Need, within: UUID | None) -> "QuerySet[Membership]":
    places = Membership.objects.filter(role__in=need.roles or (), user__is_active=True)
    return places.filter(organization=within) if within else places
