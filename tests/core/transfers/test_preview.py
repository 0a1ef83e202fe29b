"""The warnings, by name and number, in the fixed world (test_preview_is_true compares them)."""

from datetime import date

from changehands.core import transfers
from changehands.core.transfers.preview import PersonOutcome, Preview
from changehands.models import Invoice, Product
from tests.world import NOW, World, join, make_product


def preview(world: World, *products: Product, **options: object) -> Preview:
    keys = [product.id for product in products]
    return transfers.compute(keys, source=world.ours.id, at=NOW, **options)  # type: ignore[arg-type]


def named(people: list[PersonOutcome]) -> set[str]:
    return {person.name for person in people}


def test_who_loses_access_is_named_with_the_reason(world: World) -> None:
    """R35, R14, R16."""
    shown = preview(world, world.hosting)
    assert {person.name: list(person.via) for person in shown.losing} == {
        "Olga": ["role"],
        "Adam": ["role"],
        "Mia": ["individual"],
        "Tom": ["team"],
        "Kim": ["team"],
    }
    assert shown.staying == shown.joining == []


def test_who_comes_along_is_named(world: World) -> None:
    """R35, R15."""
    shown = preview(world, world.drive)
    assert named(shown.joining) == named(shown.staying) == {"Mia", "Xen", "Kim"}
    lost = {person.name: person.management_lost for person in shown.staying}
    assert lost == {"Mia": 1, "Xen": 0, "Kim": 0}
    assert "Tom" in named(shown.losing)


def test_who_is_in_the_destination_does_not_join_again(world: World) -> None:
    join(world.theirs, world.mia, "member")
    shown = preview(world, world.drive, destination=world.theirs.id)
    assert named(shown.joining) == {"Xen", "Kim"}
    assert "Mia" in named(shown.staying)


def test_those_who_lose_most_come_first(world: World) -> None:
    shown = preview(world, world.hosting, world.domain, world.drive)
    losses = [person.loses for person in shown.people]
    assert losses == sorted(losses, reverse=True)
    assert [person.name for person in shown.people[:2]] == ["Adam", "Olga"]


def test_teams_are_named_with_their_size(world: World) -> None:
    """R35, R16."""
    (team,) = preview(world, world.hosting, world.drive).teams
    assert (team.name, team.products, team.people) == ("Web", 2, 2)


def test_invoices_that_stay_are_counted(world: World) -> None:
    """R35, R17."""
    for number, organization in enumerate([world.ours, world.ours, world.theirs]):
        Invoice.objects.create(
            organization=organization,
            product=world.domain if organization == world.ours else None,
            number=str(number),
            amount=1,
            currency="CHF",
            issued_on=NOW.date(),
        )
    assert preview(world, world.domain).invoices == 2
    assert preview(world, world.hosting).invoices == 0


def test_what_would_be_separated_is_named(world: World) -> None:
    """R35, R20."""
    pairs = preview(world, world.domain).separations
    assert [(pair.left_behind_name, pair.server_moves) for pair in pairs] == [
        ("Hosting", True),
        ("Mail", True),
    ]
    (pair,) = preview(world, world.domain, world.mailbox).separations
    assert pair.left_behind == world.hosting.id
    assert pair.left_behind_id.startswith("prd_")
    assert preview(world, world.domain, world.mailbox, world.hosting).separations == []


def test_renewals_are_added_up_by_currency(world: World) -> None:
    """R35: what a renewal will cost whom."""
    euro = make_product(
        world.ours, "vps", "Euro", price=500, currency="EUR", expires_on=date(2026, 12, 24)
    )
    free = make_product(world.ours, "vps", "Free", price=0)
    shown = preview(world, world.domain, world.hosting, euro, free).renewals
    assert [(r.currency, r.amount, r.products, str(r.first)) for r in shown] == [
        ("CHF", 2400, 2, "2027-03-01"),
        ("EUR", 500, 1, "2026-12-24"),
    ]


def test_a_renewal_without_a_date_has_none(world: World) -> None:
    endless = make_product(world.ours, "vps", "Endless", expires_on=None)
    (renewal,) = preview(world, endless).renewals
    assert renewal.first is None


def test_states_and_expiries_that_warn_are_counted(world: World) -> None:
    """R22."""
    old = make_product(world.ours, "vps", "Old", expires_on=date(2026, 11, 21), facts=["trial"])
    today = make_product(world.ours, "vps", "Today", expires_on=NOW.date(), facts=["trial"])
    shown = preview(world, old, today)
    assert (shown.expired, shown.facts) == (1, {"trial": 2})


def test_parts_are_counted_in(world: World) -> None:
    shown = preview(world, world.cloud)
    assert (shown.products, shown.kinds) == (2, {"public-cloud": 1, "database-service": 1})


def test_nothing_chosen_has_no_consequences(world: World) -> None:
    shown = preview(world)
    assert (shown.products, shown.manifest, shown.has_warnings) == (0, "", False)
