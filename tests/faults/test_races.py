"""Several people at once, in real threads on real connections: one winner, clean refusals."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from changehands.core import access, organizations, platform, transfers
from changehands.core.operation import sweep
from changehands.core.transfers import queries
from changehands.kernel.errors import ChangehandsError, Conflict
from changehands.models import Membership, Organization, Product, Right, Transfer, User
from tests import world as worlds
from tests.core.platform.batches import operator
from tests.faults.racing import race, refusals, winners
from tests.world import NOW, World, agree, join, link_of, offer

ROUNDS = 20
# in a transaction: a product and its holding, an Organization and its owner name each other
make_product = sweep(worlds.make_product)
make_organization = sweep(worlds.make_organization)
Call = Callable[[], Any]


def waiting(world: World, number: int, *, starter: User | None = None) -> Transfer:
    return offer(starter or world.olga, world.ours, *products(world, number))


def products(world: World, number: int) -> list[Product]:
    return [make_product(world.ours, "vps", f"Server {number} {letter}") for letter in "ab"]


def receiving(transfer: Transfer, actor: User, destination: Organization) -> Call:
    """The call alone, with everything read beforehand."""
    digest = queries.consequences(transfer, destination=destination.id, at=NOW).offer_digest
    link = link_of(transfer)
    return lambda: transfers.receive(
        actor=actor, link=link, destination_id=destination.id, consent=agree(digest), at=NOW
    )


def handing_over(transfer: Transfer, actor: User, destination: Organization) -> Call:
    digest = queries.consequences(transfer, destination=destination.id, at=NOW).digest
    return lambda: transfers.direct(
        actor=actor,
        transfer_id=transfer.id,
        destination_id=destination.id,
        consent=agree(digest),
        at=NOW,
    )


def starting(world: World, actor: User, keys: list[UUID], digest: str) -> Call:
    return lambda: transfers.start(
        actor=actor, source_id=world.ours.id, products=keys, consent=agree(digest), at=NOW
    )


def holders(transfer: Transfer) -> set[Organization]:
    held = Product.objects.filter(transfer_items__transfer=transfer).select_related("holder")
    return {product.holder for product in held}


def codes(answers: list[object]) -> list[str]:
    return [refusal.code for refusal in refusals(answers)]


def test_of_eight_receivers_one_wins(committed_world: World) -> None:
    """R54: exactly one, whoever it is; the others are told that it is over."""
    world = committed_world
    places = [
        (world.rui, world.theirs),
        (world.rita, world.theirs),
        (world.eve, world.elsewhere),
        (world.adam, world.labs),
    ]
    for number in range(ROUNDS):
        transfer = waiting(world, number)
        answers = race(*(receiving(transfer, *place) for place in places * 2))
        (won,) = winners(answers)
        assert codes(answers) == ["transfer-is-completed"] * 7
        assert all(isinstance(refusal, Conflict) for refusal in refusals(answers))
        transfer.refresh_from_db()
        assert won == transfer
        assert holders(transfer) == {transfer.destination}


def one_of_two(world: World, other: Callable[[Transfer], Call], losing: str) -> None:
    """Reception against a verb that ends or changes the transfer: one happens, one is refused."""
    for number in range(ROUNDS):
        transfer = waiting(world, number)
        calls = [receiving(transfer, world.rui, world.theirs), other(transfer)]
        answers = race(*(calls if number % 2 else reversed(calls)))
        received, ended = answers if number % 2 else reversed(answers)
        transfer.refresh_from_db()
        if isinstance(received, ChangehandsError):
            assert received.code == losing
            assert not isinstance(ended, ChangehandsError)
            assert holders(transfer) == {transfer.destination or world.ours}
        else:
            assert isinstance(ended, ChangehandsError)
            assert ended.code == "transfer-is-completed"
            assert holders(transfer) == {world.theirs}


def test_receive_against_cancel(committed_world: World) -> None:
    world = committed_world
    one_of_two(
        world,
        lambda t: lambda: transfers.cancel(actor=world.adam, transfer_id=t.id, at=NOW),
        "transfer-is-cancelled",
    )


def test_receive_against_decline(committed_world: World) -> None:
    world = committed_world

    def declining(transfer: Transfer) -> Call:
        link = link_of(transfer)
        return lambda: transfers.decline(actor=world.rita, link=link, at=NOW)

    one_of_two(world, declining, "transfer-is-declined")


def test_receive_against_relink(committed_world: World) -> None:
    """R41: a link that was replaced receives nothing."""
    world = committed_world
    one_of_two(
        world,
        lambda t: lambda: transfers.relink(actor=world.adam, transfer_id=t.id, at=NOW),
        "link-replaced",
    )


def test_receive_against_direct(committed_world: World) -> None:
    world = committed_world
    one_of_two(
        world,
        lambda t: handing_over(t, world.olga, world.labs),
        "transfer-is-completed",
    )


def test_receive_against_expire(committed_world: World) -> None:
    """R44: the sweeper's clock is at the expiry, the receiver's just before."""
    world = committed_world
    for number in range(ROUNDS):
        transfer = waiting(world, number)
        answers = race(
            receiving(transfer, world.rui, world.theirs),
            partial(transfers.expire, at=transfer.expires_at),
        )
        transfer.refresh_from_db()
        if refusals(answers):
            assert (codes(answers), transfer.state) == (["transfer-is-expired"], "expired")
            assert holders(transfer) == {world.ours}
        else:
            assert (answers[1], transfer.state) == (0, "completed")
            assert holders(transfer) == {world.theirs}


def test_receive_against_retirement(committed_world: World) -> None:
    """A product is retired where it is, before or after; it never arrives by an offer that ended."""
    world, nora = committed_world, operator(committed_world)
    for number in range(ROUNDS):
        transfer = waiting(world, number)
        retired = transfer.items.order_by("name")[0].product
        received, ended = race(
            receiving(transfer, world.rui, world.theirs),
            partial(platform.retire, actor=nora, products=[retired.public_id], at=NOW),
        )
        transfer.refresh_from_db()
        if isinstance(received, ChangehandsError):
            assert (received.code, transfer.state) == ("transfer-is-void", "void")
            assert holders(transfer) == {world.ours}
        else:
            assert holders(transfer) == {world.theirs}
            assert codes([ended]) in ([], ["product-moved"])


def test_receive_against_demotion_of_the_starter(committed_world: World) -> None:
    """Whoever is first: a demoted starter's offer is not received, a received one stays so."""
    world = committed_world
    place = Membership.objects.get(organization=world.ours, user=world.adam)
    for number in range(ROUNDS):
        Membership.objects.filter(id=place.id).update(role="admin")
        transfer = waiting(world, number, starter=world.adam)
        answers = race(
            receiving(transfer, world.rui, world.theirs),
            lambda: organizations.change_role(
                actor=world.olga, membership_id=place.id, role="member", at=NOW
            ),
        )
        assert codes(answers) in ([], ["sender-not-entitled"])
        assert holders(transfer) == {world.ours if refusals(answers) else world.theirs}


def test_receive_against_removal_of_the_receiver(committed_world: World) -> None:
    world = committed_world
    for number in range(ROUNDS):
        place = join(world.theirs, world.nora, "admin")
        transfer = waiting(world, number)
        answers = race(
            receiving(transfer, world.nora, world.theirs),
            partial(organizations.remove_member, actor=world.rui, membership_id=place.id, at=NOW),
        )
        assert codes(answers) in ([], ["organization-not-found"])
        assert holders(transfer) == {world.ours if refusals(answers) else world.theirs}


def test_receive_against_giving_a_right(committed_world: World) -> None:
    """A right given during the transfer dies with it, or is refused; none survives (P6, T04)."""
    world = committed_world
    for number in range(ROUNDS):
        transfer = waiting(world, number)
        product = Product.objects.filter(transfer_items__transfer=transfer)[0]
        answers = race(
            receiving(transfer, world.rui, world.theirs),
            partial(
                access.grant,
                actor=world.olga,
                product_id=product.id,
                user_id=world.mia.id,
                role="technician",
                manages=True,
                at=NOW,
            ),
        )
        assert codes(answers) in ([], ["product-not-found"])
        assert holders(transfer) == {world.theirs}
        assert not Right.objects.filter(product=product, user=world.mia).exists()


def test_two_starts_of_one_product(committed_world: World) -> None:
    """R20: one of them waits, the other is told why not; crossed orders do not dead-lock."""
    world = committed_world
    for number in range(ROUNDS):
        pair = [product.id for product in products(world, number)]
        digest = transfers.compute(pair, source=world.ours.id, at=NOW).digest
        answers = race(
            starting(world, world.olga, pair, digest),
            starting(world, world.adam, pair[::-1], digest),
        )
        assert codes(answers) == ["products-blocked"]
        (won,) = winners(answers)
        assert won.items.count() == 2


def test_two_ksuites_into_one_organization(committed_world: World) -> None:
    """One kSuite an Organization, from two sources at once."""
    world = committed_world
    for number in range(ROUNDS):
        home = make_organization(f"Home {number}", owner=world.rui, admin=world.rita)
        suites = [
            offer(actor, source, make_product(source, "ksuite", f"Suite {number}"))
            for actor, source in ((world.olga, world.ours), (world.eve, world.elsewhere))
        ]
        answers = race(
            receiving(suites[0], world.rui, home), receiving(suites[1], world.rita, home)
        )
        assert codes(answers) == ["products-blocked"]
        assert Product.objects.filter(holder=home, kind="ksuite").count() == 1


def test_crossing_transfers_do_not_dead_lock(committed_world: World) -> None:
    """Two Organizations hand over to each other at the same time."""
    world = committed_world
    for number in range(ROUNDS):
        there = waiting(world, number)
        back = offer(world.rui, world.theirs, make_product(world.theirs, "vps", f"Back {number}"))
        answers = race(
            receiving(there, world.rui, world.theirs), receiving(back, world.olga, world.ours)
        )
        assert codes(answers) == []
        assert (holders(there), holders(back)) == ({world.theirs}, {world.ours})
