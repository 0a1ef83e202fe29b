"""The link: who holds it, what became of it, and that a new one kills the old one."""

import pytest
from django.conf import LazySettings

from changehands.core import transfers
from changehands.core.transfers import queries
from changehands.kernel.errors import Conflict, Invalid
from changehands.kernel.ids import new_id
from changehands.models import Transfer
from tests.core.transfers.verbs import ENDS, end, relink
from tests.faults.checksum import refused
from tests.world import NOW, World, link_of, offer, take


@pytest.fixture
def waiting(world: World) -> Transfer:
    return offer(world.olga, world.ours, world.hosting)


def test_the_link_is_the_same_tomorrow(waiting: Transfer) -> None:
    """R41."""
    again = Transfer.objects.get(id=waiting.id)
    assert transfers.address(again) == transfers.address(waiting)


def test_the_secret_stands_in_the_fragment(waiting: Transfer) -> None:
    before, secret = transfers.address(waiting).split("#")
    assert before == f"http://localhost:8000/t/{waiting.public_id}"
    assert secret.startswith("cht_") and len(secret) == 42


def test_the_link_is_proven_as_a_whole_or_as_a_code(waiting: Transfer) -> None:
    """R51: pasted or clicked."""
    address = transfers.address(waiting)
    proof = transfers.Link(waiting.id, 1)
    secret = address.split("#")[1]
    for text in (address, secret, f"  {secret}\n", f"Here it is: <{address}>, good luck"):
        assert transfers.prove(waiting.id, text) == proof


def wrong_codes(waiting: Transfer, other: Transfer) -> list[str]:
    secret = transfers.address(waiting).split("#")[1]
    swapped = secret[:10] + ("A" if secret[10] != "A" else "B") + secret[11:]
    elsewhere = transfers.address(other)
    return ["", "cht_", secret[:-1], secret.swapcase(), swapped, elsewhere, "x" * 100_000, "\0"]


def test_every_wrong_code_gets_the_same_answer(world: World, waiting: Transfer) -> None:
    """Unknown, malformed, wrong checksum: one and the same."""
    other = offer(world.olga, world.ours, world.domain)
    for text in wrong_codes(waiting, other):
        with refused(Invalid, "link-wrong", field="code"):
            transfers.prove(waiting.id, text)
    with refused(Invalid, "link-wrong", field="code"):
        transfers.prove(new_id(), transfers.address(waiting))


def test_a_link_made_with_an_older_server_key_is_good(
    waiting: Transfer, settings: LazySettings
) -> None:
    address = transfers.address(waiting)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer key"
    assert transfers.address(waiting) != address
    assert transfers.prove(waiting.id, address) == transfers.Link(waiting.id, 1)
    settings.SECRET_KEY_FALLBACKS = []
    with refused(Invalid, "link-wrong", field="code"):
        transfers.prove(waiting.id, address)


def test_a_new_link_kills_the_old_one(world: World, waiting: Transfer) -> None:
    """R41, R55: who holds the old one is told that it was replaced."""
    old, old_address = link_of(waiting), transfers.address(waiting)
    renewed = relink(world, waiting, world.adam)
    assert transfers.address(renewed) != old_address
    assert transfers.prove(waiting.id, old_address) == old
    assert queries.offer(old, at=NOW).word == "replaced"
    with refused(Conflict, "link-replaced"):
        take(world.rui, renewed, world.theirs, link=old)
    with refused(Conflict, "link-replaced"):
        transfers.decline(actor=world.rui, link=old, at=NOW)
    take(world.rui, renewed, world.theirs)


def test_whoever_renews_the_link_stands_for_the_offer(world: World, waiting: Transfer) -> None:
    renewed = relink(world, waiting, world.adam)
    renewed.refresh_from_db()
    assert (renewed.started_by, renewed.vouched_by) == (world.olga, world.adam)


@pytest.mark.parametrize("state", ENDS)
def test_a_dead_link_says_what_became_of_it(world: World, waiting: Transfer, state: str) -> None:
    """R55."""
    link = link_of(waiting)
    assert queries.offer(link, at=NOW).is_open
    end(world, waiting, state)
    dead = queries.offer(link, at=NOW)
    assert (dead.word, dead.is_open) == (state, False)
    with refused(Conflict, f"transfer-is-{state}"):
        transfers.decline(actor=world.eve, link=link, at=NOW)


def test_the_holder_of_an_old_link_learns_the_state_too(world: World, waiting: Transfer) -> None:
    old = link_of(waiting)
    relink(world, waiting, world.olga)
    end(world, waiting, "cancelled")
    assert queries.offer(old, at=NOW).word == "cancelled"


def test_an_offer_that_nobody_swept_is_expired_all_the_same(waiting: Transfer) -> None:
    """R44."""
    late = queries.offer(link_of(waiting), at=waiting.expires_at)
    assert (late.word, late.is_open) == ("expired", False)
