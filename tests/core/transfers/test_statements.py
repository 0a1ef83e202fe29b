"""The cost of a transfer: the same number of statements, whatever the number of products."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changehands.core import transfers
from changehands.core.transfers import queries
from changehands.models import Grant, Holding, Organization, Product, Transfer
from tests.core.transfers.verbs import OF_THE_SOURCE
from tests.world import NOW, World, agree, link_of, offer

# SAVEPOINT and RELEASE stand for BEGIN and COMMIT outside of tests.
# begin · lock the Organization · role · held? · their parts · lock the products · 5 of the preview
# (summary, people, teams, separations, blockers) · transfer · items · title · acceptance · event
# · notifications · job · webhooks · commit
STARTING = 20
# begin · source · lock both Organizations · lock the transfer · address · role of the starter ·
# role of the receiver · lock the products · their parts · 5 of the preview · 5 of the move (close
# holdings, change holder and epoch, open holdings, join, keep) · acceptance · state · events ·
# notifications of administrators · job · webhooks · notifications of who had access · job · commit
RECEIVING = 28
# as above, without the address; the source is found and locked once more as the actor's own
DIRECT = 29
SIZES = pytest.mark.parametrize("size", [1, 100, 1000])


def many(world: World, holder: Organization, size: int) -> list[Any]:
    """Drives and servers with a person on each: everything that a move has to see to."""
    products = [
        Product(
            holder=holder,
            kind="kdrive" if number % 2 else "vps",
            name=f"Product {number}",
            price=100,
            expires_on=date(2027, 1, 1),
        )
        for number in range(size)
    ]
    Product.objects.bulk_create(products)
    Holding.objects.bulk_create(
        Holding(product=p, epoch=1, organization=holder, began_at=NOW) for p in products
    )
    Grant.objects.bulk_create(
        Grant(product=p, epoch=1, user=world.mia, role="editor") for p in products
    )
    return [p.id for p in products]


def statements(call: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        call()
    return [query["sql"] for query in seen.captured_queries]


@SIZES
def test_starting_takes_the_same_number_of_statements(world: World, size: int) -> None:
    keys = many(world, world.ours, size)
    digest = transfers.compute(keys, source=world.ours.id, at=NOW).digest
    made = statements(
        lambda: transfers.start(
            actor=world.olga,
            source_id=world.ours.id,
            products=keys,
            consent=agree(digest),
            at=NOW,
        )
    )
    assert len(made) == STARTING, "\n".join(sql[:150] for sql in made)


def waiting(world: World, size: int) -> Transfer:
    keys = many(world, world.ours, size)
    return offer(world.olga, world.ours, *Product.objects.filter(id__in=keys))


@SIZES
def test_receiving_takes_the_same_number_of_statements(world: World, size: int) -> None:
    transfer = waiting(world, size)
    shown = queries.consequences(transfer, at=NOW)
    link = link_of(transfer)
    made = statements(
        lambda: transfers.receive(
            actor=world.rui,
            link=link,
            destination_id=world.theirs.id,
            consent=agree(shown.offer_digest),
            at=NOW,
        )
    )
    assert len(made) == RECEIVING, "\n".join(sql[:150] for sql in made)
    assert Product.objects.filter(holder=world.theirs, epoch=2).count() == size


@SIZES
def test_handing_over_directly_takes_the_same_number_of_statements(world: World, size: int) -> None:
    transfer = waiting(world, size)
    digest = queries.consequences(transfer, destination=world.labs.id, at=NOW).digest
    made = statements(
        lambda: transfers.direct(
            actor=world.olga,
            transfer_id=transfer.id,
            destination_id=world.labs.id,
            consent=agree(digest),
            at=NOW,
        )
    )
    assert len(made) == DIRECT, "\n".join(sql[:150] for sql in made)
    assert Product.objects.filter(holder=world.labs, epoch=2).count() == size


@pytest.mark.parametrize("verb", ["cancel", "relink", "extend", "mail"])
def test_other_verbs_do_not_look_at_the_products(world: World, verb: str) -> None:
    small, large = waiting(world, 1), waiting(world, 200)
    few = statements(lambda: OF_THE_SOURCE[verb](world, small, world.olga))
    many = statements(lambda: OF_THE_SOURCE[verb](world, large, world.olga))
    assert len(few) == len(many)
