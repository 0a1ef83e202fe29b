"""Who asks."""

import pytest
from allauth.account.models import EmailAddress

from tests.api.access.asking import Asker, asker
from tests.world import World


@pytest.fixture
def ask(world: World) -> Asker:
    """A program that may ask about what is Ours."""
    return asker(world.olga, world.ours)


@pytest.fixture
def operator(world: World) -> Asker:
    """A program of the platform's operator, which may ask about everything."""
    world.nora.is_operator = True
    world.nora.save()
    return asker(world.nora, None)


@pytest.fixture
def alice(world: World) -> str:
    """The address by which the standard's examples name a person: it is Mia's here."""
    address = "alice@example.com"
    EmailAddress.objects.create(user=world.mia, email=address, verified=True)
    return address
