"""Reading transfers: each side sees its own view."""

from typing import Any

import pytest

from changehands.core.transfers import queries
from changehands.kernel.errors import Denied, NotFound
from changehands.kernel.ids import new_id
from changehands.models import Organization, Transfer
from tests.core.transfers.verbs import cancel, mail, relink
from tests.world import NOW, World, join, link_of, make_product, offer, take


@pytest.fixture
def completed(world: World) -> Transfer:
    return take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)


def titles(organization: Organization, **narrowed: Any) -> list[str]:
    return [transfer.title for transfer in queries.page(organization, **narrowed).rows]


def test_both_sides_list_a_transfer(world: World, completed: Transfer) -> None:
    """R31, R61: in and out, newest first."""
    offer(world.olga, world.ours, world.domain)
    assert titles(world.ours) == ["ours.example", "Hosting"]
    assert titles(world.theirs) == ["Hosting"]
    assert titles(world.elsewhere) == []


def test_the_list_can_be_narrowed(world: World, completed: Transfer) -> None:
    """R31: filters."""
    cancel(world, offer(world.olga, world.ours, world.domain, world.mailbox), world.olga)
    back = offer(world.rui, world.theirs, make_product(world.theirs, "vps", "Back"))
    take(world.olga, back, world.ours)
    assert titles(world.ours, direction="in") == ["Back"]
    assert titles(world.ours, direction="out") == ["Mail", "Hosting"]
    assert titles(world.ours, states=["cancelled"]) == ["Mail"]
    assert titles(world.ours, states=["nonsense"]) == ["Back", "Mail", "Hosting"]
    assert titles(world.ours, search="ours.EXAMPLE") == ["Mail"]


def test_the_list_comes_in_pages(world: World) -> None:
    for number in range(51):
        offer(world.olga, world.ours, make_product(world.ours, "vps", f"Server {number}"))
    first = queries.page(world.ours)
    second = queries.page(world.ours, after=first.next)
    assert (len(first.rows), len(second.rows)) == (50, 1)
    assert second.rows[0].title == "Server 0"


def test_what_waits_is_listed_by_what_expires_first(world: World) -> None:
    late = offer(world.olga, world.ours, world.domain, days=9)
    soon = offer(world.olga, world.ours, world.hosting, days=2)
    assert [transfer.id for transfer in queries.waiting(world.ours)] == [soon.id, late.id]
    assert queries.waiting(world.theirs) == []


def test_waiting_ones_are_counted(world: World, completed: Transfer) -> None:
    assert queries.waiting_count(world.ours.id) == 0
    offer(world.olga, world.ours, world.domain)
    assert queries.waiting_count(world.ours.id) == 1
    assert queries.waiting_count(world.theirs.id) == 0


@pytest.mark.parametrize(("who", "source"), [("olga", True), ("adam", True), ("rita", False)])
def test_each_side_has_its_view(world: World, completed: Transfer, who: str, source: bool) -> None:
    """R61."""
    seen = queries.view(getattr(world, who), completed.id)
    assert seen.is_source is source
    assert seen.organization == (world.ours if source else world.theirs)


def test_who_is_on_both_sides_sees_the_one_they_are_at(world: World, completed: Transfer) -> None:
    join(world.theirs, world.olga, "owner")
    for organization in (world.ours, world.theirs):
        seen = queries.view(world.olga, completed.id, preferred=organization.id)
        assert seen.organization == organization


def test_a_side_that_may_not_look_gives_way_to_the_one_that_may(
    world: World, completed: Transfer
) -> None:
    join(world.theirs, world.mia, "admin")
    seen = queries.view(world.mia, completed.id, preferred=world.ours.id)
    assert seen.organization == world.theirs


def test_collaborators_are_told_who_may_look(world: World, completed: Transfer) -> None:
    """R30."""
    with pytest.raises(Denied) as caught:
        queries.view(world.mia, completed.id)
    assert caught.value.params["roles"] == ["owner", "admin"]


def test_strangers_find_nothing(world: World, completed: Transfer) -> None:
    waiting = offer(world.olga, world.ours, world.domain)
    for user, transfer in (
        (world.eve, completed.id),
        (world.rui, waiting.id),
        (world.olga, new_id()),
    ):
        with pytest.raises(NotFound) as caught:
            queries.view(user, transfer)
        assert caught.value.code == "transfer-not-found"


def test_the_products_are_named_as_they_were(world: World) -> None:
    """R63: parts after their whole."""
    transfer = offer(world.olga, world.ours, world.cloud, world.domain)
    world.domain.name = "renamed.example"
    world.domain.save()
    assert [item.name for item in queries.items(transfer).rows] == [
        "Cloud",
        "ours.example",
        "Database",
    ]
    offered = {product.name for product in queries.offered_products(transfer).rows}
    assert offered == {"Cloud", "renamed.example", "Database"}


def test_the_timeline_is_each_sides_own(world: World) -> None:
    """R61, R62: the destination sees nothing of what went before it."""
    transfer = offer(world.olga, world.ours, world.hosting)
    mail(world, transfer, world.olga)
    take(world.rui, relink(world, transfer, world.adam), world.theirs)
    ours, theirs = (
        [event.verb for event in queries.timeline(queries.view(user, transfer.id))]
        for user in (world.olga, world.rui)
    )
    assert ours == [
        "transfer.started",
        "transfer.mailed",
        "transfer.relinked",
        "transfer.completed",
    ]
    assert theirs == ["transfer.completed"]


def test_the_places_to_receive_say_why_not(world: World) -> None:
    """R43, R52: the source is not among them."""
    join(world.theirs, world.olga, "member")
    join(world.elsewhere, world.olga, "admin")
    Organization.objects.filter(id=world.elsewhere.id).update(frozen_at=NOW)
    found = queries.destinations(world.olga, source=world.ours)
    assert [(row.organization.name, row.refusal, row.is_open) for row in found] == [
        ("Elsewhere", "frozen", False),
        ("Labs", "", True),
        ("Theirs", "role", False),
    ]
    assert queries.destinations(world.nora, source=world.ours) == []


def test_the_holder_of_a_link_sees_the_offer(world: World) -> None:
    """R50."""
    transfer = offer(world.olga, world.ours, world.hosting)
    seen = queries.offer(link_of(transfer), at=NOW)
    assert (seen.transfer, seen.word, seen.is_open) == (transfer, "waiting", True)
    link = link_of(transfer)
    with pytest.raises(NotFound):
        queries.offer(type(link)(new_id(), 1), at=NOW)


def test_a_bound_offer_knows_its_addressee(world: World) -> None:
    """R51."""
    free = offer(world.olga, world.ours, world.hosting)
    bound = offer(world.olga, world.ours, world.domain, bound_email="rui@people.example")
    assert queries.may_receive_by_link(world.rita, free)
    assert not queries.may_receive_by_link(world.rita, bound)
    assert queries.may_receive_by_link(world.rui, bound)


def test_the_receiver_reads_what_they_take_on(world: World) -> None:
    """R53: products, expiry, amounts, people who will join."""
    transfer = offer(world.olga, world.ours, world.hosting, world.drive)
    seen = queries.consequences(transfer, destination=world.theirs.id, at=NOW)
    assert (seen.products, seen.kinds) == (2, {"web-hosting": 1, "kdrive": 1})
    assert {person.name for person in seen.joining} == {"Mia", "Xen", "Kim"}
    (renewal,) = seen.renewals
    assert (renewal.currency, renewal.amount, renewal.products) == ("CHF", 2400, 2)
    assert str(renewal.first) == "2027-03-01"
    assert seen.blockers == []
