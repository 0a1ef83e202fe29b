"""The settings of a person."""

from django.test import Client
from django.urls import reverse

from tests.world import World


def test_a_person_changes_how_they_are_called(world: World, client: Client) -> None:
    client.force_login(world.olga)
    answer = client.post(reverse("settings"), {"name": "  Olga  Ours ", "locale": "en"})
    assert answer["Location"] == reverse("settings")
    world.olga.refresh_from_db()
    assert world.olga.name == "Olga Ours"


def test_a_name_that_holds_an_address_is_refused_at_its_field(world: World, client: Client) -> None:
    client.force_login(world.olga)
    answer = client.post(reverse("settings"), {"name": "www.bait.example", "locale": "en"})
    assert answer.status_code == 422
    assert "A name holds no web address" in answer.content.decode()
    world.olga.refresh_from_db()
    assert world.olga.name == "Olga"


def test_an_unknown_language_is_refused(world: World, client: Client) -> None:
    client.force_login(world.olga)
    answer = client.post(reverse("settings"), {"name": "Olga", "locale": "xx"})
    assert answer.status_code == 422
    world.olga.refresh_from_db()
    assert world.olga.locale == "en"


def test_settings_are_for_people_who_are_logged_in(client: Client) -> None:
    answer = client.get(reverse("settings"))
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('settings')}"


def test_a_person_sees_where_they_may_edit_an_organization(world: World, client: Client) -> None:
    client.force_login(world.mia)
    assert f'/organizations/{world.ours.public_id}/"' not in _page(client)
    client.force_login(world.adam)
    assert f'/organizations/{world.ours.public_id}/"' in _page(client)


def _page(client: Client) -> str:
    return client.get(reverse("settings")).content.decode()
