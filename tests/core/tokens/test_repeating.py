"""A verb and the answer to it are kept together, or not at all."""

from datetime import datetime
from typing import Any

import pytest

from changehands.core import organizations
from changehands.core.activity import record
from changehands.core.operation import operation
from changehands.core.tokens.repeating import Answer, Answered, Claim, TokenEnded, answer_to, once
from changehands.models import ApiToken, IdempotencyKey, Team, User
from tests.api.calling import make_token
from tests.faults.checksum import refused
from tests.world import NOW, World


@pytest.fixture
def claim(world: World) -> Claim:
    return Claim(make_token(world.olga, world.ours)[0], "create_team", "a", b"digest")


def create(world: World, claim: Claim, render: Any = lambda team: Answer(201, team.name)) -> Answer:
    return once(
        organizations.create_team,
        token=claim.token,
        claim=claim,
        render=render,
        at=NOW,
        organization_id=world.ours.id,
        name="Shop",
    )


def test_whoever_comes_second_gets_the_answer_of_the_first(world: World, claim: Claim) -> None:
    assert create(world, claim) == Answer(201, "Shop") == answer_to(claim, at=NOW)
    with pytest.raises(Answered) as second:
        create(world, claim)
    assert second.value.answer == Answer(201, "Shop")
    assert Team.objects.filter(name="Shop").count() == 1


def test_what_dies_before_its_end_has_no_effect_and_leaves_the_key_free(
    world: World, claim: Claim
) -> None:
    def dies(_team: Team) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create(world, claim, dies)
    assert not Team.objects.filter(name="Shop").exists() and not IdempotencyKey.objects.exists()
    assert create(world, claim) == Answer(201, "Shop")


@operation
def revoked_meanwhile(*, actor: User, organization_id: Any, at: datetime) -> str:
    """A verb while which somebody revokes the token."""
    ApiToken.objects.update(revoked_at=at)
    record("team.created", actor=actor, at=at, sides={organization_id: {}})
    return "done"


def test_a_token_that_ends_while_a_verb_waits_for_its_locks_has_no_effect(
    world: World, claim: Claim
) -> None:
    with refused(TokenEnded, "token-invalid"):
        once(
            revoked_meanwhile,
            token=claim.token,
            claim=claim,
            render=lambda text: Answer(200, text),
            at=NOW,
            organization_id=world.ours.id,
        )
