"""Invoices stay where they were issued."""

from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import World, offer, take

from changehands.core.products.invoices import invoices_page
from changehands.kernel.errors import Invalid
from changehands.models import Invoice, Organization, Product


def bill(
    organization: Organization, product: Product | None, number: str, state: str = "paid"
) -> Invoice:
    return Invoice.objects.create(
        organization=organization,
        product=product,
        number=number,
        amount=1200,
        currency="CHF",
        issued_on=date(2026, 1, int(number)),
        state=state,
    )


def test_invoices_are_listed_the_newest_first_and_filtered(world: World) -> None:
    bill(world.ours, world.domain, "01")
    bill(world.ours, world.mailbox, "03", state="open")
    bill(world.ours, None, "02")
    bill(world.theirs, None, "04")
    ask = partial(invoices_page, world.ours.id)
    assert [row.invoice.number for row in ask().rows] == ["03", "02", "01"]
    assert [row.product_name for row in ask().rows] == ["Mail", "", "ours.example"]
    assert [row.invoice.number for row in ask(state="open").rows] == ["03"]
    assert [row.invoice.number for row in ask(product=world.domain.id).rows] == ["01"]
    assert [row.invoice.number for row in ask(search="2").rows] == ["02"]
    with pytest.raises(Invalid):
        ask(state="lost")


def test_after_a_transfer_they_stay_with_the_name_of_then(world: World) -> None:
    bill(world.ours, world.domain, "01")
    take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs)
    Product.objects.filter(id=world.domain.id).update(name="renamed since")
    (row,) = invoices_page(world.ours.id).rows
    assert (row.product_name, row.product) == ("ours.example", None)
    assert invoices_page(world.theirs.id, product=world.domain.id).rows == []


def test_pages_follow_one_another_at_the_same_cost(world: World) -> None:
    for number in range(120):
        invoice = bill(world.ours, world.domain, "01")
        Invoice.objects.filter(id=invoice.id).update(number=f"R{number}")
    with CaptureQueriesContext(connection) as captured:
        first = invoices_page(world.ours.id)
    assert len(captured) == 3
    second = invoices_page(world.ours.id, after=first.next)
    third = invoices_page(world.ours.id, after=second.next)
    rows = [*first.rows, *second.rows, *third.rows]
    assert len({row.invoice.id for row in rows}) == len(rows) == first.total == 120
    assert third.next is None
