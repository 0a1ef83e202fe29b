"""Handing over to an Organization of one's own, at once."""

import pytest

from changehands.core import transfers
from changehands.core.transfers import Consent, FactsChanged, queries
from changehands.kernel.errors import Denied, Invalid, NotFound
from changehands.kernel.ids import new_id
from changehands.models import Acceptance, Organization, Transfer
from changehands.policy import conditions
from tests.core.transfers.verbs import direct
from tests.faults.checksum import refused
from tests.world import NOW, World, agree, join, make_product, offer


@pytest.fixture
def waiting(world: World) -> Transfer:
    return offer(world.olga, world.ours, world.hosting, world.drive)


def hand_over(
    world: World, transfer: Transfer, to: Organization, consent: Consent | None = None
) -> Transfer:
    return transfers.direct(
        actor=world.olga,
        transfer_id=transfer.id,
        destination_id=to.id,
        consent=consent or agree(),
        at=NOW,
    )


def test_the_products_go_at_once(world: World, waiting: Transfer) -> None:
    """R40, R43."""
    done = direct(world, waiting, world.olga)
    assert (done.state, done.destination, done.received_by) == (
        "completed",
        world.labs,
        world.olga,
    )
    world.hosting.refresh_from_db()
    assert world.hosting.holder == world.labs


def test_the_destinations_acceptance_is_recorded_too(world: World, waiting: Transfer) -> None:
    """R43."""
    direct(world, waiting, world.olga)
    accepted = Acceptance.objects.get(transfer=waiting, side="destination")
    assert (accepted.organization, accepted.user, accepted.version) == (
        world.labs,
        world.olga,
        conditions.CURRENT,
    )


def test_another_administrator_of_both_may(world: World, waiting: Transfer) -> None:
    """R41."""
    assert direct(world, waiting, world.adam).received_by == world.adam


def test_a_bound_offer_can_still_be_handed_over(world: World) -> None:
    """R40: none of the three ways closes the others."""
    transfer = offer(world.olga, world.ours, world.domain, bound_email="rui@people.example")
    assert direct(world, transfer, world.olga).state == "completed"


@pytest.mark.parametrize("role", ["member", "external"])
def test_where_one_does_not_administer_nothing_goes(
    world: World, waiting: Transfer, role: str
) -> None:
    """R43."""
    join(world.theirs, world.olga, role)
    with refused(Denied, "role-not-allowed") as caught:
        direct(world, waiting, world.olga, to=world.theirs)
    assert caught.value.params["organization"] == "Theirs"


def test_nothing_goes_to_a_foreign_organization(world: World, waiting: Transfer) -> None:
    with refused(NotFound, "organization-not-found"):
        direct(world, waiting, world.olga, to=world.theirs)
    world.theirs.id = new_id()
    with refused(NotFound, "organization-not-found"):
        direct(world, waiting, world.olga, to=world.theirs)


def test_the_products_cannot_go_to_where_they_are(world: World, waiting: Transfer) -> None:
    """R12."""
    with refused(Invalid, "destination-is-source", field="destination"):
        direct(world, waiting, world.olga, to=world.ours)


@pytest.mark.parametrize(
    ("version", "code"), [("", "conditions-not-accepted"), ("2020-01-01", "conditions-outdated")]
)
def test_nothing_goes_without_the_present_conditions(
    world: World, waiting: Transfer, version: str, code: str
) -> None:
    """R33, R43."""
    with refused(Invalid, code, field="conditions"):
        hand_over(world, waiting, world.labs, Consent(version, "en"))


def test_nothing_goes_before_the_warnings_were_read(world: World, waiting: Transfer) -> None:
    """R35."""
    with refused(FactsChanged, "warnings-unread"):
        hand_over(world, waiting, world.labs)


def test_where_nothing_changes_for_anyone_there_is_nothing_to_read(world: World) -> None:
    """R35: no warnings, no dialog. Olga and Adam administer both."""
    quiet = make_product(world.ours, "vps", "Quiet", price=0)
    transfer = offer(world.olga, world.ours, quiet)
    shown = queries.consequences(transfer, destination=world.labs.id, at=NOW)
    assert (len(shown.people), shown.has_warnings) == (2, False)
    assert hand_over(world, transfer, world.labs).state == "completed"
