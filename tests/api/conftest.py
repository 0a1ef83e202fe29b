"""What the tests of the API share."""

import pytest
from django.conf import LazySettings

from tests.api.calling import Api, api_of
from tests.world import World


@pytest.fixture
def olga(world: World) -> Api:
    """A program that may do in Ours whatever Olga may."""
    return api_of(world.olga, world.ours)


@pytest.fixture
def rui(world: World) -> Api:
    """A program that may do in Theirs whatever Rui may."""
    return api_of(world.rui, world.theirs)


@pytest.fixture(autouse=True)
def _many_wrong_codes(settings: LazySettings) -> None:
    # the limit of wrong codes is tried in a test of its own
    settings.ACCOUNT_RATE_LIMITS = {"wrong_code": "100000/m/ip"}
