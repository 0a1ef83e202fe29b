"""Making and changing Organizations."""

from typing import Any

import pytest
from tests.world import NOW, World

from changehands.core import organizations
from changehands.kernel.errors import Denied, Invalid, NotFound
from changehands.models import Event, Membership, Organization

FACTS: dict[str, Any] = {
    "name": "New Ltd",
    "kind": "company",
    "country": "CH",
    "currency": "CHF",
    "at": NOW,
}


def test_whoever_makes_an_organization_becomes_its_owner(world: World) -> None:
    made = organizations.create(
        actor=world.nora, **{**FACTS, "name": " Nóra  & Co ", "country": "ch"}
    )
    made.refresh_from_db()
    assert (made.name, made.slug, made.country) == ("Nóra & Co", "nora-co", "CH")
    place = Membership.objects.get(organization=made)
    assert (place.user, place.role) == (world.nora, "owner")
    event = Event.objects.get(organization=made)
    assert (event.verb, event.actor, event.subject) == ("organization.created", world.nora, made.id)
    assert event.data["name"] == "Nóra & Co"


def test_a_name_without_latin_letters_has_a_slug_all_the_same(world: World) -> None:
    assert organizations.create(actor=world.nora, **{**FACTS, "name": "Ромашка"}).slug


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "see https://evil.example"),
        ("kind", "cartel"),
        ("country", "XX"),
        ("country", "Switzerland"),
        ("currency", "XAU"),
    ],
)
def test_wrong_facts_are_refused_by_field(world: World, field: str, value: str) -> None:
    before = Organization.objects.count()
    with pytest.raises(Invalid) as refusal:
        organizations.create(actor=world.nora, **{**FACTS, field: value})
    assert refusal.value.field == field
    assert Organization.objects.count() == before


def test_administrators_change_what_it_is_called(world: World) -> None:
    organizations.edit(actor=world.adam, organization_id=world.ours.id, **FACTS)
    world.ours.refresh_from_db()
    assert (world.ours.name, world.ours.slug) == ("New Ltd", "new-ltd")
    data = Event.objects.get(organization=world.ours, verb="organization.edited").data
    assert data["before"]["name"] == "Ours" and data["changed"]["name"] == "New Ltd"


@pytest.mark.parametrize("name", ["mia", "xen"])
def test_others_in_it_are_told_who_may_change_it(world: World, name: str) -> None:
    with pytest.raises(Denied) as refusal:
        organizations.edit(actor=getattr(world, name), organization_id=world.ours.id, **FACTS)
    assert refusal.value.params["roles"] == ["owner", "admin"]


@pytest.mark.parametrize("name", ["eve", "nora"])
def test_a_stranger_finds_no_such_organization(world: World, name: str) -> None:
    with pytest.raises(NotFound):
        organizations.edit(actor=getattr(world, name), organization_id=world.ours.id, **FACTS)


def test_a_frozen_organization_cannot_be_changed(world: World) -> None:
    Organization.objects.filter(id=world.ours.id).update(frozen_at=NOW)
    with pytest.raises(Denied) as refusal:
        organizations.edit(actor=world.olga, organization_id=world.ours.id, **FACTS)
    assert refusal.value.code == "organization-frozen"
