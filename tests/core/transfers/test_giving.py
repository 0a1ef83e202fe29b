"""Starting with one of the ways on in the same act: all of it, or nothing."""

from django.db.transaction import atomic  # noqa: TID251

from changehands.core import transfers
from changehands.core.transfers.giving import start_and_direct, start_and_send
from changehands.core.transfers.offering import FactsChanged
from changehands.kernel.errors import Invalid, TooMany
from changehands.models import Event, Mailing, Organization, Product, Transfer
from tests.faults.checksum import refused
from tests.faults.racing import race, winners
from tests.world import NOW, World, agree, make_product


def direct(world: World, product: Product, source: Organization, there: Organization) -> Transfer:
    shown = transfers.compute([product.id], source=source.id, destination=there.id, at=NOW)
    return start_and_direct(
        actor=world.olga,
        source_id=source.id,
        products=[product.id],
        destination_id=there.id,
        consent=agree(shown.digest),
        at=NOW,
    )


def test_products_go_at_once_and_the_log_tells_both_steps(world: World) -> None:
    done = direct(world, world.hosting, world.ours, world.labs)
    world.hosting.refresh_from_db()
    assert (done.state, world.hosting.holder) == ("completed", world.labs)
    verbs = (
        Event.objects.filter(organization=world.ours).order_by("id").values_list("verb", flat=True)
    )
    assert list(verbs) == ["transfer.started", "transfer.completed"]


def test_what_was_not_read_for_this_destination_starts_nothing(world: World) -> None:
    alone = transfers.compute([world.drive.id], source=world.ours.id, at=NOW)
    with refused(FactsChanged, "facts-changed"):
        start_and_direct(
            actor=world.olga,
            source_id=world.ours.id,
            products=[world.drive.id],
            destination_id=world.labs.id,
            consent=agree(alone.digest),
            at=NOW,
        )


def test_an_organization_hands_nothing_to_itself(world: World) -> None:
    with refused(Invalid, "destination-is-source", field="destination"):
        direct(world, world.hosting, world.ours, world.ours)


def test_two_that_go_in_opposite_directions_at_once_both_arrive(committed_world: World) -> None:
    world = committed_world
    with atomic():  # a product and its holding come into being together
        back = make_product(world.labs, "domain", "labs.example")
    done = race(
        lambda: direct(world, world.hosting, world.ours, world.labs),
        lambda: direct(world, back, world.labs, world.ours),
    )
    assert len(winners(done)) == 2


def test_a_mail_over_the_limit_starts_nothing(world: World) -> None:
    for number in range(3):
        send(world, make_product(world.ours, "domain", f"d{number}.example"))
    with refused(TooMany, "too-many-mails"):
        send(world, world.hosting)
    assert Mailing.objects.count() == Transfer.objects.count() == 3


def send(world: World, product: Product) -> Transfer:
    shown = transfers.compute([product.id], source=world.ours.id, at=NOW)
    return start_and_send(
        actor=world.olga,
        source_id=world.ours.id,
        products=[product.id],
        consent=agree(shown.digest),
        email="someone@people.example",
        language="en",
        only=True,
        at=NOW,
    )
