"""Making an Organization, switching to one, editing one."""

import pytest
from django.test import Client
from django.urls import reverse

from changehands.models import Membership, Organization
from tests.world import World

FACTS = {"name": "Newcomers", "kind": "association", "country": "DE", "currency": "EUR"}
NEW = "/organizations/new"


def test_who_makes_an_organization_owns_it_and_works_in_it(world: World, client: Client) -> None:
    client.force_login(world.nora)
    client.post(NEW, FACTS)
    made = Organization.objects.get(name="Newcomers")
    assert (made.kind, made.country, made.currency) == ("association", "DE", "EUR")
    assert Membership.objects.get(organization=made).user == world.nora
    assert client.session["organization"] == str(made.id)


def test_making_one_leads_back_to_where_one_came_from(world: World, client: Client) -> None:
    client.force_login(world.nora)
    shown = client.get(NEW, {"next": "/t/somewhere"}).content.decode()
    assert 'name="next" value="/t/somewhere"' in shown
    assert client.post(NEW, {**FACTS, "next": "/t/somewhere"})["Location"] == "/t/somewhere"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://bait.example/",
        "//bait.example",
        "/\\bait.example",
        "javascript:alert(1)",
        "http:///x",
    ],
)
def test_it_never_leads_to_another_site(world: World, client: Client, elsewhere: str) -> None:
    client.force_login(world.nora)
    assert f'value="{elsewhere}"' not in client.get(NEW, {"next": elsewhere}).content.decode()
    assert client.post(NEW, {**FACTS, "next": elsewhere})["Location"] == "/products/"


def test_what_is_no_address_at_all_leads_nowhere_else(world: World, client: Client) -> None:
    client.force_login(world.nora)
    answer = client.post(NEW, {**FACTS, "next": "nowhere-that-is-named"})
    assert (answer.status_code, answer["Location"]) == (302, "/products/")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "pay\u202eus"),
        ("name", "http://bait.example"),
        ("kind", "empire"),
        ("country", "XX"),
        ("currency", "DOGE"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    world: World, client: Client, field: str, value: str
) -> None:
    client.force_login(world.nora)
    before = Organization.objects.count()
    answer = client.post(NEW, {**FACTS, field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Organization.objects.count() == before


def test_a_person_switches_to_another_of_their_organizations(world: World, client: Client) -> None:
    client.force_login(world.olga)
    client.post(reverse("organization-switch", args=[world.ours.public_id]))
    assert client.session["organization"] == str(world.ours.id)
    client.post(reverse("organization-switch", args=[world.labs.public_id]))
    assert client.session["organization"] == str(world.labs.id)


def test_nobody_switches_to_an_organization_of_others(world: World, client: Client) -> None:
    client.force_login(world.eve)
    answer = client.post(reverse("organization-switch", args=[world.ours.public_id]))
    assert answer.status_code == 404
    assert "organization" not in client.session


def test_opening_the_address_of_a_switch_switches_nothing(world: World, client: Client) -> None:
    client.force_login(world.olga)
    answer = client.get(reverse("organization-switch", args=[world.labs.public_id]))
    assert answer.status_code == 405
    assert "organization" not in client.session


def test_an_administrator_edits_an_organization(world: World, client: Client) -> None:
    client.force_login(world.adam)
    address = reverse("organization-edit", args=[world.ours.public_id])
    assert client.post(address, {**FACTS, "name": "Ours & Co"})["Location"] == address
    world.ours.refresh_from_db()
    assert world.ours.name == "Ours & Co"
    assert "Ours &amp; Co" in client.get(address).content.decode()


@pytest.mark.parametrize(("name", "status"), [("mia", 403), ("xen", 403), ("eve", 404)])
def test_others_edit_nothing(world: World, client: Client, name: str, status: int) -> None:
    client.force_login(getattr(world, name))
    address = reverse("organization-edit", args=[world.ours.public_id])
    assert client.get(address).status_code == status
    assert client.post(address, FACTS).status_code == status
    world.ours.refresh_from_db()
    assert world.ours.name == "Ours"
