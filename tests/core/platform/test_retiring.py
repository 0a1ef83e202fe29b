"""Retired products: never deleted, and no longer on offer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from changehands.core import platform, transfers
from changehands.core.platform import Retired, RowsRefused
from changehands.jobs import mails
from changehands.kernel.errors import ChangehandsError, Conflict, Denied
from changehands.models import Event, Product
from tests.core.platform.batches import operator
from tests.core.transfers.test_statements import many
from tests.world import NOW, World, link_of, offer, take


def retire(world: World, *products: Product) -> Retired:
    names = [product.public_id for product in products]
    return platform.retire(actor=operator(world), products=names, at=NOW)


def test_a_retired_product_stays_and_is_marked(world: World) -> None:
    done = retire(world, world.domain, world.locked)
    assert (done.products, done.transfers) == (2, ())
    world.locked.refresh_from_db()
    assert (world.locked.facts, world.locked.holder) == (["deleting", "locked"], world.ours)
    event = Event.objects.get(verb="product.retired")
    assert (event.organization, event.actor) == (world.ours, world.nora)


def test_its_waiting_transfer_is_void_and_the_other_products_are_free(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain, world.drive)
    other = offer(world.olga, world.ours, world.mailbox)
    done = retire(world, world.domain)
    assert [one.id for one in done.transfers] == [transfer.id]
    transfer.refresh_from_db()
    assert (transfer.state, transfer.ended_at, transfer.ended_by) == ("void", NOW, world.nora)
    with pytest.raises(Conflict):
        take(world.rui, transfer, world.theirs)
    other.refresh_from_db()
    assert other.is_waiting
    assert offer(world.olga, world.ours, world.drive).is_waiting


def test_a_part_that_is_retired_voids_the_transfer_of_its_whole(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.cloud)
    assert [one.id for one in retire(world, world.database).transfers] == [transfer.id]


def test_both_sides_are_told(world: World, mailoutbox: list[object]) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    retire(world, world.domain)
    event = Event.objects.get(verb="transfer.voided")
    assert (event.organization, event.subject, event.data["side"]) == (
        world.ours,
        transfer.id,
        "source",
    )
    job = ProcrastinateJob.objects.filter(task_name="notify").latest("id")
    assert job.args == {"event": "transfer.voided", "transfer": str(transfer.id)}
    mails.send_notice("transfer.voided", transfer.id, world.olga.id, "source")
    assert len(mailoutbox) == 1
    with pytest.raises(ChangehandsError):
        transfers.decline(actor=world.rui, link=link_of(transfer), at=NOW)


def test_retiring_again_changes_nothing_and_tells_nothing(world: World) -> None:
    retire(world, world.domain)
    told = Event.objects.count()
    assert retire(world, world.domain) == Retired(0, ())
    assert Event.objects.count() == told


def test_an_unknown_product_and_nothing_is_retired(world: World) -> None:
    names = [world.domain.public_id, "nothing"]
    with pytest.raises(RowsRefused) as caught:
        platform.retire(actor=operator(world), products=names, at=NOW)
    assert [one.place for one in caught.value.problems] == [("products", 1)]
    assert Product.objects.get(id=world.domain.id).facts == []


def test_only_an_operator_may(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    with pytest.raises(Denied):
        platform.retire(actor=world.olga, products=[world.domain.public_id], at=NOW)
    transfer.refresh_from_db()
    assert transfer.is_waiting


def test_a_thousand_products_take_the_statements_of_one(world: World) -> None:
    counts = []
    for size in (1, 999):
        products = list(Product.objects.filter(id__in=many(world, world.ours, size)))
        offer(world.olga, world.ours, *products)
        with CaptureQueriesContext(connection) as seen:
            assert len(retire(world, *products).transfers) == 1
        counts.append(len(seen))
    assert counts[0] == counts[1]
