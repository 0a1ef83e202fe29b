"""What was shown must still be so when it is agreed to (R35, R53)."""

from collections.abc import Callable
from datetime import date

import pytest

from changehands.core import transfers
from changehands.core.transfers import FactsChanged, queries
from changehands.models import (
    Invoice,
    Membership,
    Product,
    Serving,
    Team,
    TeamMember,
    User,
)
from tests.faults.checksum import refused
from tests.world import NOW, World, agree, give, join, link_of, make_team, offer


def gives_a_right(world: World) -> None:
    give(world.hosting, world.tom)


def gives_a_team_a_right(world: World) -> None:
    give(world.hosting, make_team(world.ours, "Night", world.mia))


def renames_a_product(world: World) -> None:
    Product.objects.filter(id=world.hosting.id).update(name="Hosting 2")


def moves_a_text_between_fields(world: World) -> None:
    Product.objects.filter(id=world.hosting.id).update(name="Hosting|2027-03-01", expires_on=None)


def raises_the_price(world: World) -> None:
    Product.objects.filter(id=world.hosting.id).update(price=99_900)


def shortens_the_term(world: World) -> None:
    Product.objects.filter(id=world.hosting.id).update(expires_on=date(2026, 12, 1))


def marks_a_trial(world: World) -> None:
    Product.objects.filter(id=world.hosting.id).update(facts=["trial"])


def writes_an_invoice(world: World) -> None:
    Invoice.objects.create(
        organization=world.ours,
        product=world.hosting,
        number="1",
        amount=1,
        currency="CHF",
        issued_on=NOW.date(),
    )


def adds_an_administrator(world: World) -> None:
    join(world.ours, world.nora, "admin")


def adds_a_team_member(world: World) -> None:
    place = Membership.objects.get(user=world.mia, organization=world.ours)
    TeamMember.objects.create(team=world.web, membership=place, organization=world.ours)


def empties_a_team(world: World) -> None:
    TeamMember.objects.filter(team=world.web).delete()


def lets_the_domain_serve_no_more(world: World) -> None:
    Serving.objects.filter(serves=world.hosting).delete()


def disables_a_person(world: World) -> None:
    User.objects.filter(id=world.tom.id).update(is_active=False)


def deletes_a_team(world: World) -> None:
    Team.objects.filter(id=world.web.id).delete()


Change = Callable[[World], None]
OF_THE_PRODUCT: list[Change] = [
    renames_a_product,
    moves_a_text_between_fields,
    raises_the_price,
    shortens_the_term,
    marks_a_trial,
]
OF_ITS_SURROUNDINGS: list[Change] = [
    gives_a_right,
    gives_a_team_a_right,
    writes_an_invoice,
    adds_an_administrator,
    adds_a_team_member,
    empties_a_team,
    lets_the_domain_serve_no_more,
    disables_a_person,
    deletes_a_team,
]


@pytest.mark.parametrize("change", OF_THE_PRODUCT + OF_ITS_SURROUNDINGS)
def test_nothing_starts_on_facts_that_changed(world: World, change: Change) -> None:
    """R35: the new facts come with the refusal, and are good for the next try."""
    keys = [world.hosting.id]
    shown = transfers.compute(keys, source=world.ours.id, at=NOW)
    change(world)
    with refused(FactsChanged, "facts-changed") as caught:
        transfers.start(
            actor=world.olga,
            source_id=world.ours.id,
            products=keys,
            consent=agree(shown.digest),
            at=NOW,
        )
    assert isinstance(caught.value, FactsChanged)
    transfers.start(
        actor=world.olga,
        source_id=world.ours.id,
        products=keys,
        consent=agree(caught.value.preview.digest),
        at=NOW,
    )


@pytest.mark.parametrize("change", OF_THE_PRODUCT + OF_ITS_SURROUNDINGS)
def test_nothing_is_handed_over_directly_on_facts_that_changed(
    world: World, change: Change
) -> None:
    """R43."""
    transfer = offer(world.olga, world.ours, world.hosting)
    shown = queries.consequences(transfer, destination=world.labs.id, at=NOW)
    change(world)
    with refused(FactsChanged, "facts-changed"):
        transfers.direct(
            actor=world.olga,
            transfer_id=transfer.id,
            destination_id=world.labs.id,
            consent=agree(shown.digest),
            at=NOW,
        )


def comes_along(world: World) -> None:
    give(world.drive, world.tom)


def stays_behind(world: World) -> None:
    Membership.objects.filter(user=world.xen, organization=world.ours).delete()
    world.drive.grants.filter(user=world.xen).delete()


def renames_the_drive(world: World) -> None:
    Product.objects.filter(id=world.drive.id).update(name="Another drive")


@pytest.mark.parametrize("change", [*OF_THE_PRODUCT, comes_along, stays_behind, renames_the_drive])
def test_nothing_is_received_other_than_what_was_shown(world: World, change: Change) -> None:
    """R53."""
    transfer = offer(world.olga, world.ours, world.hosting, world.drive)
    shown = queries.consequences(transfer, destination=world.theirs.id, at=NOW)
    change(world)
    with refused(FactsChanged, "facts-changed"):
        transfers.receive(
            actor=world.rui,
            link=link_of(transfer),
            destination_id=world.theirs.id,
            consent=agree(shown.offer_digest),
            at=NOW,
        )


def test_nothing_is_received_unread(world: World) -> None:
    """R53."""
    transfer = offer(world.olga, world.ours, world.hosting)
    with refused(FactsChanged, "warnings-unread"):
        transfers.receive(
            actor=world.rui,
            link=link_of(transfer),
            destination_id=world.theirs.id,
            consent=agree(),
            at=NOW,
        )


@pytest.mark.parametrize("change", OF_ITS_SURROUNDINGS)
def test_what_the_source_does_among_itself_is_no_matter_of_the_receiver(
    world: World, change: Change
) -> None:
    """R61: who loses access in the source is not the receiver's to read again."""
    transfer = offer(world.olga, world.ours, world.hosting)
    before = queries.consequences(transfer, destination=world.theirs.id, at=NOW).offer_digest
    change(world)
    after = queries.consequences(transfer, destination=world.theirs.id, at=NOW).offer_digest
    assert before == after
