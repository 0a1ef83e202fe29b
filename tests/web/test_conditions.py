"""The general conditions and the pages of errors."""

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from changehands.policy.conditions import CURRENT
from tests.world import World


def test_everyone_reads_the_conditions_in_force(db: None, client: Client) -> None:
    page = client.get(reverse("conditions")).content.decode()
    assert "in force" in page
    assert page.count("<h2>") == 12


def test_a_version_stays_at_its_own_address(db: None, client: Client) -> None:
    named = client.get(reverse("conditions-version", args=[CURRENT])).content.decode()
    assert "1. What a transfer is" in named


@pytest.mark.parametrize("version", ["2020-01-01", "show", "..", "en"])
def test_there_is_no_other_version(db: None, client: Client, version: str) -> None:
    assert client.get(f"/conditions/{version}/").status_code == 404


def test_the_version_in_force_has_a_text() -> None:
    assert get_template(f"conditions/{CURRENT}/en.html")


def test_an_unknown_address_gets_a_page_that_says_so(world: World, client: Client) -> None:
    outside = client.get("/nothing/at/all/")
    client.force_login(world.olga)
    inside = client.get("/nothing/at/all/")
    assert (outside.status_code, inside.status_code) == (404, 404)
    assert "There is nothing here" in outside.content.decode()
    assert "Go to the products" in inside.content.decode()
