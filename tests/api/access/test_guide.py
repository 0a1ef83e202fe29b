"""The guide is true: every question in it is asked, and answered as it says."""

import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from changehands.core.access.actions import ON_PRODUCTS
from changehands.kernel.ids import from_public
from changehands.models import Grant, Team
from tests.api.access.asking import Asker
from tests.world import World, give, make_product

GUIDE = (Path(__file__).parents[3] / "docs/how-to/ask-access-questions.md").read_text()
PRODUCT = from_public("product", "prd_01h455vb4pex5vsknk084sn02q")
EXAMPLES = re.findall(r"```console\n\$ (curl .*?)```\n\n```json\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
def test_an_example_is_answered_as_it_stands(
    ask: Asker, world: World, command: str, answer: str
) -> None:
    Grant.objects.filter(user=world.mia).delete()
    Team.objects.all().delete()
    give(make_product(world.ours, "kdrive", "Shared", id=PRODUCT), world.mia)
    _curl, url, _token, _secret, json_, body = shlex.split(command)
    assert json_ == "--json"
    assert ask.ask(urlsplit(url).path, json.loads(body)) == json.loads(answer)


def test_there_are_examples_of_every_kind() -> None:
    assert len(EXAMPLES) == GUIDE.count("$ curl") == 5


@pytest.mark.parametrize("action", ON_PRODUCTS)
def test_every_action_on_products_is_explained(action: str) -> None:
    assert f"| `{action}` |" in GUIDE
