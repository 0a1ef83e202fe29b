"""schemathesis tries the whole document as each kind of principal, with every check on.

What follows the schemas is given the identifiers of real things, so that verbs really run.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from changehands.conf.wsgi import application
from changehands.core.transfers import address
from changehands.core.verification import verify
from changehands.kernel.clock import now
from changehands.policy.scopes import Scope
from tests.api.calling import make_token
from tests.api.examples import arguments
from tests.core.platform.batches import operator
from tests.faults.checksum import checksum
from tests.web.test_matrix import undone
from tests.world import World, offer

EXAMPLES: Final = 7
MODES: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# what follows the schema may still be refused by a rule of ours: 422, but never as wrong in shape
CONFIG: Final[dict[str, Any]] = {
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "304", "401", "403", "404", "409", "422", "429"]
        }
    }
}
ID: Final = re.compile(r"^(org|usr|mem|inv|tem|prd|grt|trf|tok|whk|del)_[0-9a-z]{26}$")
PRINCIPALS: Final = (
    "owner",
    "admin",
    "member",
    "external",
    "stranger",
    "lesser",
    "nobody",
    "operator",
)


def token_of(world: World, principal: str) -> str:
    people = {
        "owner": (world.olga, world.ours),
        "admin": (world.adam, world.ours),
        "member": (world.mia, world.ours),
        "external": (world.xen, world.ours),
        "stranger": (world.rui, world.theirs),
    }
    if principal == "nobody":
        return ""
    if principal == "operator":
        return make_token(operator(world), None, *Scope)[1]
    if principal == "lesser":
        return make_token(world.olga, world.ours, "products:read", "transfers:read")[1]
    return make_token(*people[principal])[1]


class Reality:
    """Real things in the place of invented ones."""

    def __init__(self, world: World) -> None:
        self.transfer = offer(world.olga, world.ours, world.mailbox, at=now())
        self.things = arguments(world, self.transfer)
        self.pools = {
            "prd": [world.hosting.public_id, world.drive.public_id, world.cloud.public_id],
            "org": [world.ours.public_id, world.labs.public_id, world.theirs.public_id],
            "usr": [world.mia.public_id, world.kim.public_id, world.rui.public_id],
            **{text.split("_")[0]: [text] for text in self.things.values() if "_" in text},
        }
        self.pools |= {
            "prd": [world.hosting.public_id, world.drive.public_id, world.cloud.public_id],
            "org": [world.ours.public_id, world.labs.public_id, world.theirs.public_id],
        }

    def put_into(self, case: Any) -> None:
        """Give a case that follows the schema something real to be about."""
        case.path_parameters = {name: self.things[name] for name in case.path_parameters or {}}
        case.body = self._real(case.body)

    def _real(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._real(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [self._real(one) for one in value]
        if isinstance(value, str) and (found := ID.match(value)):
            pool = self.pools[found[1]]
            return pool[sum(value.encode()) % len(pool)]
        return address(self.transfer) if name == "link" and len(str(value)) % 2 else value


def is_not_refused_for_its_shape(_context: Any, response: Any, case: Any) -> None:
    """What follows the schema is never refused for not following it."""
    if case.meta.generation.mode is GenerationMode.POSITIVE and response.status_code == 422:
        assert response.json()["code"] != "input-invalid", response.json()


def try_out(operation: Any, mode: GenerationMode, secret: str, reality: Reality) -> Counter[int]:
    """A number of requests to one operation, each checked; answers how they were answered."""
    asked: Counter[int] = Counter()
    headers = {"Accept-Encoding": "identity"}  # what asks here does not unpack
    if secret:
        headers["Authorization"] = f"Bearer {secret}"

    @hypothesis.seed(20261122)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            reality.put_into(case)
        response = case.call_and_validate(
            headers=headers, additional_checks=[is_not_refused_for_its_shape]
        )
        asked[response.status_code] += 1

    run()
    return asked


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    # a request would close the connection in whose transaction the world is, as Client knows too
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_the_document_holds_for(world: World, principal: str) -> None:
    config = SchemathesisConfig.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)
    reality, secret = Reality(world), token_of(world, principal)
    asked: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        with undone():
            before = checksum() if operation.method == "get" else None
            for mode in MODES:
                asked += try_out(operation, mode, secret, reality)
            if before is not None:
                assert checksum() == before, operation.label
            connection.check_constraints()
            assert verify() == [], operation.label
    assert asked.total() >= 600  # seven principals: more than 4,000 in all
    assert {status // 100 for status in asked if status != 304} <= {2, 4}
    if principal == "nobody":
        assert set(asked) == {401}
    if principal == "owner":
        assert sum(number for status, number in asked.items() if status < 300) >= 120
