"""Invoices: of one Organization, wherever its products have gone."""

from datetime import timedelta

import pytest

from changehands.models import Invoice, Product
from tests.web.browsing import Browser
from tests.world import NOW, World, offer, take


def bill(world: World, number: str, product: Product | None, days: int = 0) -> Invoice:
    return Invoice.objects.create(
        organization=world.ours,
        product=product,
        number=number,
        amount=2400,
        currency="CHF",
        issued_on=NOW.date() - timedelta(days=days),
        state="paid" if days else "open",
    )


def test_administrators_see_the_invoices_the_newest_first(world: World) -> None:
    bill(world, "R-1", world.drive, days=20)
    bill(world, "R-2", world.drive)
    page = Browser(world.adam, world.ours).get("invoices")
    assert page.index("R-2") < page.index("R-1")
    assert "CHF\xa024.00" in page and "Paid" in page and "Open" in page


@pytest.mark.parametrize("name", ["mia", "xen"])
def test_others_inside_see_none(world: World, name: str) -> None:
    Browser(getattr(world, name), world.ours).get("invoices", status=403)


def test_a_stranger_sees_none_of_them(world: World) -> None:
    bill(world, "R-1", world.drive)
    page = Browser(world.eve).get("invoices")
    assert "R-1" not in page and "No invoices yet" in page


def test_number_state_and_product_narrow_the_list(world: World) -> None:
    bill(world, "R-1", world.drive, days=20)
    bill(world, "R-2", world.domain)
    olga = Browser(world.olga, world.ours)
    assert "R-2" not in olga.get("invoices", search="r-1")
    assert "R-1" not in olga.get("invoices", state="open")
    only = olga.get("invoices", product=world.drive.public_id)
    assert "R-2" not in only and "Only those for Drive" in only
    assert "No invoice matches" in olga.get("invoices", search="none")
    olga.get("invoices", state="none", status=422)
    olga.get("invoices", product="none", status=404)


def test_the_invoice_stays_when_the_product_goes(world: World) -> None:
    bill(world, "R-1", world.domain)
    take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs)
    page = Browser(world.olga, world.ours).get("invoices")
    assert "R-1" in page and "gone" in page and world.domain.public_id not in page
    assert "R-1" not in Browser(world.rui, world.theirs).get("invoices")


def test_the_list_takes_as_many_statements_for_many_as_for_few(world: World) -> None:
    olga = Browser(world.olga, world.ours)
    bill(world, "R-0", world.drive)
    before = olga.statements("invoices")
    for number in range(20):
        bill(world, f"R-{number + 1}", world.domain)
    assert olga.statements("invoices") == before
