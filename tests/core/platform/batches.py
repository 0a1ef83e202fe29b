"""Batches of an operator."""

from typing import Any

import pytest

from changehands.core import platform
from changehands.core.inventory import Count
from changehands.core.platform import RowsRefused
from changehands.models import User
from tests.world import NOW, World

OPEN = {"id": "ann", "email": "ann@people.example", "name": "Ann"}
FIRM = {"id": "firm", "name": "Firm", "owner": "ann"}
SHOP = {"id": "shop", "kind": "domain", "name": "shop.example", "holder": "firm"}


def operator(world: World) -> User:
    """Nora, who is in no Organization, as an operator of the platform."""
    User.objects.filter(id=world.nora.id).update(is_operator=True)
    world.nora.refresh_from_db()
    return world.nora


def bring_in(world: World, noun: str, *rows: dict[str, Any]) -> Count:
    """A batch of an operator."""
    return platform.bring_in(actor=operator(world), noun=noun, rows=rows, at=NOW)


def firm(world: World, **more: Any) -> None:
    """An Organization with a legal representative and a product."""
    bring_in(world, "person", OPEN)
    bring_in(world, "organization", FIRM)
    bring_in(world, "product", {**SHOP, **more})


def refused(world: World, noun: str, *rows: dict[str, Any]) -> list[tuple[str, str]]:
    """Where a batch is wrong, and the codes of it."""
    with pytest.raises(RowsRefused) as caught:
        bring_in(world, noun, *rows)
    return [("/".join(map(str, one.place)), one.code) for one in caught.value.problems]
