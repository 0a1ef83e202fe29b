"""Numbers for scripts are not written for people."""

import re

import pytest

from changehands.core.transfers import selection
from changehands.models import Holding, Product
from changehands.policy.languages import OWN_NAMES
from tests.web.browsing import Browser
from tests.world import NOW, World

MANY = 1_234
# a number as any of the languages groups it: 1,234  1.234  1\u202f234  1\u00a0234  1\u2019234
GROUPED = re.compile(r"^\d{1,3}([.,\u2019\u202f\u00a0 ]\d{3})+$")
ATTRIBUTE = re.compile(r'\b(data-[a-z-]+|value|max|min|aria-value[a-z]+|width|height)="([^"]*)"')


@pytest.fixture
def many_chosen(world: World) -> World:
    made = Product.objects.bulk_create(
        Product(holder=world.ours, kind="domain", name=f"d{number}.example", price=1200)
        for number in range(MANY)
    )
    Holding.objects.bulk_create(
        Holding(product=one, epoch=1, organization=world.ours, began_at=NOW) for one in made
    )
    keys = [one.id for one in made]
    selection.tick(actor=world.olga, organization_id=world.ours.id, add=keys)
    return world


@pytest.mark.parametrize("language", OWN_NAMES)
def test_more_than_a_thousand_chosen_products_are_counted(
    many_chosen: World, language: str
) -> None:
    olga = Browser(many_chosen.olga, many_chosen.ours)
    olga.post("language", language=language)
    for name in ("products", "transfer-new"):
        page = olga.get(name)
        (elsewhere,) = re.findall(r'data-selection-elsewhere="([^"]*)"', page)
        boxes = re.findall(r"<input[^>]*data-select-row[^>]*>", page)
        here = sum(" checked" in box for box in boxes)
        assert int(elsewhere) + here == MANY
        wrong = [found for found in ATTRIBUTE.findall(page) if GROUPED.match(found[1])]
        assert wrong == []
