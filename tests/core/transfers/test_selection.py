"""The products that someone has ticked."""

import pytest

from changehands.core.transfers import selection
from changehands.core.transfers.selection import Filter
from changehands.kernel.errors import Denied, Invalid, NotFound
from changehands.kernel.ids import new_id
from changehands.models import Product
from tests.faults.checksum import refused
from tests.world import World, make_product, offer, take


def tick(world: World, *products: Product) -> None:
    selection.tick(
        actor=world.olga, organization_id=world.ours.id, add=[product.id for product in products]
    )


def ticked(world: World) -> set[str]:
    rows = selection.selected(world.olga, world.ours)
    return set(rows.values_list("product__name", flat=True))


def names(world: World, **narrowed: str) -> list[str]:
    page = selection.candidates(world.olga, world.ours, Filter(**narrowed))
    return [candidate.product.name for candidate in page.rows]


def test_ticks_stay_until_they_are_taken_back(world: World) -> None:
    """R32."""
    tick(world, world.domain, world.hosting)
    tick(world, world.domain)
    assert ticked(world) == {"ours.example", "Hosting"}
    selection.tick(
        actor=world.olga,
        organization_id=world.ours.id,
        add=[world.drive.id],
        remove=[world.domain.id],
    )
    assert ticked(world) == {"Drive", "Hosting"}
    selection.clear(actor=world.olga, organization_id=world.ours.id)
    assert ticked(world) == set()


def test_ticks_are_ones_own_and_of_one_organization(world: World) -> None:
    tick(world, world.domain)
    assert not selection.selected(world.adam, world.ours).exists()
    assert not selection.selected(world.olga, world.labs).exists()
    assert selection.chosen(world.olga, world.ours) == [world.domain.id]


def test_what_is_not_held_cannot_be_ticked(world: World) -> None:
    """R12."""
    tick(world, make_product(world.theirs, "vps", "Foreign"))
    selection.tick(actor=world.olga, organization_id=world.ours.id, add=[new_id()])
    assert ticked(world) == set()


def test_what_has_gone_is_ticked_no_more(world: World) -> None:
    tick(world, world.domain, world.hosting)
    take(world.rui, offer(world.adam, world.ours, world.domain), world.theirs)
    assert ticked(world) == {"Hosting"}


@pytest.mark.parametrize("who", ["mia", "xen"])
def test_others_cannot_tick(world: World, who: str) -> None:
    """R30."""
    actor = getattr(world, who)
    with refused(Denied, "role-not-allowed"):
        selection.tick(actor=actor, organization_id=world.ours.id, add=[world.domain.id])
    with refused(Denied, "role-not-allowed"):
        selection.tick_matching(actor=actor, organization_id=world.ours.id, narrowed=Filter())


def test_strangers_find_nothing_to_tick(world: World) -> None:
    for organization in (world.ours.id, new_id()):
        with refused(NotFound, "organization-not-found"):
            selection.clear(actor=world.eve, organization_id=organization)


def test_the_list_says_of_each_product_why_it_cannot_go(world: World) -> None:
    """R32: greyed rows say why."""
    tick(world, world.domain)
    page = selection.candidates(world.olga, world.ours, Filter())
    seen = {row.product.name: (row.selected, row.blocker and row.blocker.code) for row in page.rows}
    assert seen == {
        "ours.example": (True, None),
        "Hosting": (False, None),
        "Mail": (False, None),
        "Drive": (False, None),
        "Suite": (False, None),
        "Cloud": (False, None),
        "Personal": (False, "kind-forbidden"),
        "Jelastic": (False, "own-procedure"),
        "Database": (False, "part"),
        "Locked": (False, "is-locked"),
    }


def test_the_list_can_be_narrowed(world: World) -> None:
    """R32: by name, by kind, by state."""
    assert names(world, search="host") == ["Hosting"]
    assert names(world, search="100%_") == []
    assert names(world, kind="kdrive") == ["Drive"]
    assert names(world, state="locked") == ["Locked"]
    assert names(world, kind="vps", search="lock", state="locked") == ["Locked"]
    assert len(names(world, state="no such state")) == 10


def test_the_list_comes_in_pages(world: World) -> None:
    for number in range(60):
        make_product(world.ours, "vps", f"Server {number:02}")
    first = selection.candidates(world.olga, world.ours, Filter(kind="vps"))
    second = selection.candidates(world.olga, world.ours, Filter(kind="vps"), after=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (50, 11, None)
    seen = [candidate.product.name for candidate in (*first.rows, *second.rows)]
    assert seen == sorted(seen)
    with pytest.raises(Invalid, match="first one"):
        selection.candidates(world.olga, world.ours, Filter(), after="nonsense")


def test_everything_that_matches_and_can_go_is_ticked_at_once(world: World) -> None:
    """R32: "select all that match", without parts and greyed rows."""
    selection.tick_matching(
        actor=world.olga, organization_id=world.ours.id, narrowed=Filter(search="o")
    )
    assert ticked(world) == {"ours.example", "Hosting", "Cloud"}
    selection.tick_matching(actor=world.olga, organization_id=world.ours.id, narrowed=Filter())
    assert ticked(world) == {
        "ours.example",
        "Hosting",
        "Mail",
        "Drive",
        "Suite",
        "Cloud",
    }
    offer(
        world.olga,
        world.ours,
        *(
            row.product
            for row in selection.selected(world.olga, world.ours).select_related("product")
        ),
    )


def test_the_summary_counts_and_names_what_belongs_together(world: World) -> None:
    """R20, R32: a domain ticked without the hosting that it serves."""
    assert selection.summary(world.olga, world.ours) == selection.Summary(0, {}, [])
    tick(world, world.domain, world.mailbox)
    seen = selection.summary(world.olga, world.ours)
    assert (seen.count, dict(seen.kinds)) == (2, {"domain": 1, "mail-service": 1})
    (pair,) = seen.separations
    assert (pair.server_name, pair.served_name, pair.server_moves) == (
        "ours.example",
        "Hosting",
        True,
    )
    assert (pair.left_behind, pair.left_behind_name) == (world.hosting.id, "Hosting")


def test_what_cannot_go_is_not_proposed(world: World) -> None:
    tick(world, world.hosting)
    (pair,) = selection.summary(world.olga, world.ours).separations
    assert (pair.left_behind_name, pair.server_moves) == ("ours.example", False)
    Product.objects.filter(id=world.domain.id).update(facts=["locked"])
    assert selection.summary(world.olga, world.ours).separations == []
