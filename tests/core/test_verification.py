"""Each invariant is broken once: verify() names that one, and no other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from changehands.core import transfers, webhooks
from changehands.core.queue import defer
from changehands.core.verification import INVARIANTS, verify
from changehands.models import (
    Acceptance,
    Event,
    Grant,
    Holding,
    Invoice,
    Membership,
    Notification,
    Product,
    Transfer,
    TransferItem,
    WebhookDelivery,
)
from tests.world import NOW, World, make_product, offer, take

Corruption = Callable[[World], Any]


def without(*rules: str) -> None:
    """Take rules of the database away, for the rest of the test."""
    connection.check_constraints()  # what is pending would forbid it
    with connection.cursor() as cursor:
        for rule in rules:
            table, name = rule.split(".")
            kind = "DISABLE TRIGGER" if name in TRIGGERS else "DROP CONSTRAINT"
            cursor.execute(f'ALTER TABLE "{table}" {kind} "{name}"')


TRIGGERS: Final = {"organization_keeps_an_owner", "event_is_append_only"}


def completed(world: World, *products: Product) -> Transfer:
    transfer = offer(world.olga, world.ours, *(products or (world.hosting,)))
    return take(world.rui, transfer, world.theirs, at=NOW + timedelta(hours=1))


def nobody_holds(world: World) -> None:
    Holding.objects.filter(product=world.domain).update(ended_at=NOW)


def another_holds(world: World) -> None:
    without("product.product_holder_is_in_its_holding")
    Product.objects.filter(id=world.domain.id).update(holder=world.labs)


def holdings_leave_a_gap(world: World) -> None:
    completed(world)
    Holding.objects.filter(product=world.hosting, epoch=1).update(ended_at=NOW)


def a_change_was_at_another_time(world: World) -> None:
    transfer = completed(world)
    Transfer.objects.filter(id=transfer.id).update(ended_at=NOW + timedelta(hours=2))


def a_product_did_not_go_along(world: World) -> None:
    transfer = completed(world)
    Transfer.objects.filter(id=transfer.id).update(item_count=2)


def an_event_is_missing(world: World) -> None:
    completed(world)
    without("event.event_is_append_only")
    Event.objects.filter(organization=world.theirs).delete()


def an_acceptance_is_missing(world: World) -> None:
    completed(world)
    Acceptance.objects.filter(side="destination").delete()


def the_source_never_accepted(world: World) -> None:
    offer(world.olga, world.ours, world.hosting)
    Acceptance.objects.update(organization=world.labs)


def it_had_expired_when_received(world: World) -> None:
    transfer = completed(world)
    Transfer.objects.filter(id=transfer.id).update(expires_at=NOW + timedelta(minutes=59))


def an_offer_is_of_another_epoch(world: World) -> None:
    offer(world.olga, world.ours, world.hosting)
    TransferItem.objects.update(epoch=7)


def an_item_waits_no_more(world: World) -> None:
    offer(world.olga, world.ours, world.hosting)
    without("transfer_item.transfer_item_follows_its_transfer")
    TransferItem.objects.update(transfer_state="cancelled")


def a_stranger_has_a_right(world: World) -> None:
    Grant.objects.create(product=world.domain, epoch=1, user=world.eve, role="editor")


def a_right_is_of_a_later_epoch(world: World) -> None:
    Grant.objects.create(product=world.domain, epoch=2, user=world.mia, role="editor")


def someone_who_came_along_manages(world: World) -> None:
    completed(world, world.drive)
    Grant.objects.filter(epoch=2, user=world.mia).update(manages=True)


def a_part_is_held_elsewhere(world: World) -> None:
    whole = make_product(world.labs, "public-cloud", "Cloud of Labs")
    Product.objects.filter(id=world.database.id).update(part_of=whole)


def a_whole_is_part_of_its_part(world: World) -> None:
    Product.objects.filter(id=world.cloud.id).update(part_of=world.database)


def a_personal_suite_moved(world: World) -> None:
    completed(world)
    Product.objects.filter(id=world.hosting.id).update(kind="my-ksuite")


def an_invoice_went_astray(world: World) -> None:
    Invoice.objects.create(
        organization=world.elsewhere,
        product=world.domain,
        number="1",
        amount=1,
        currency="CHF",
        issued_on=NOW.date(),
    )


def nobody_owns(world: World) -> None:
    without("membership.organization_keeps_an_owner")
    Membership.objects.filter(organization=world.elsewhere).delete()


def secret(world: World) -> str:
    return transfers.address(offer(world.olga, world.ours, world.domain))


def a_secret_is_in_the_log(world: World) -> None:
    Event.objects.create(
        act=world.ours.id, at=NOW, organization=world.ours, verb="x", data={"a": [secret(world)]}
    )


def a_secret_is_in_the_queue(world: World) -> None:
    defer("mail_link", mailing=secret(world))


def a_secret_is_in_a_session(world: World) -> None:
    Session.objects.create(session_key="k", session_data=secret(world), expire_date=NOW)


def a_secret_is_in_a_notification(world: World) -> None:
    offer(world.olga, world.ours, world.hosting)
    Notification.objects.filter(user=world.adam).update(data={"title": secret(world)})


def a_secret_is_in_a_message_to_a_program(world: World) -> None:
    endpoint = webhooks.create(
        actor=world.olga,
        organization_id=world.ours.id,
        url="https://hooks.example.com/",
        events=["transfer.started"],
        at=NOW,
    )
    webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    WebhookDelivery.objects.update(payload={"link": secret(world)})


CORRUPTIONS: Final[dict[str, list[Corruption]]] = {
    "one-holder": [nobody_holds, another_holds],
    "holdings-touch": [holdings_leave_a_gap],
    "change-is-a-transfer": [a_change_was_at_another_time],
    "all-or-none": [a_product_did_not_go_along],
    "completed-is-told": [an_event_is_missing],
    "both-accepted": [an_acceptance_is_missing, the_source_never_accepted],
    "received-in-time": [it_had_expired_when_received],
    "offers-are-fresh": [an_offer_is_of_another_epoch],
    "items-follow-their-transfer": [an_item_waits_no_more],
    "no-foreign-right": [a_stranger_has_a_right],
    "no-right-from-the-future": [a_right_is_of_a_later_epoch],
    "kept-people-manage-nothing": [someone_who_came_along_manages],
    "parts-stay-together": [a_part_is_held_elsewhere],
    "wholes-end": [a_whole_is_part_of_its_part],
    "forbidden-never-moves": [a_personal_suite_moved],
    "invoices-stay": [an_invoice_went_astray],
    "owner-everywhere": [nobody_owns],
    "no-secret-at-rest": [
        a_secret_is_in_the_log,
        a_secret_is_in_the_queue,
        a_secret_is_in_a_session,
        a_secret_is_in_a_notification,
        a_secret_is_in_a_message_to_a_program,
    ],
}
EACH = [(code, corrupt) for code, several in CORRUPTIONS.items() for corrupt in several]


@pytest.mark.corrupted
@pytest.mark.parametrize(("code", "corrupt"), EACH)
def test_a_corruption_is_named(world: World, code: str, corrupt: Corruption) -> None:
    assert verify() == []
    corrupt(world)
    found = verify()
    assert {violation.code for violation in found} == {code}
    assert all(violation.row and violation.sentence.endswith(".") for violation in found)


def test_every_invariant_is_broken_here_once() -> None:
    assert [rule.code for rule in INVARIANTS] == list(CORRUPTIONS)


def test_a_world_full_of_transfers_is_sound(world: World) -> None:
    for product in (world.hosting, world.drive, world.cloud):
        completed(world, product)
    transfers.cancel(
        actor=world.olga, transfer_id=offer(world.olga, world.ours, world.domain).id, at=NOW
    )
    offer(world.olga, world.ours, world.domain)
    assert verify() == []
    assert Transfer.objects.count() == 5


@pytest.mark.corrupted
def test_no_more_than_twenty_rows_are_named_for_one_invariant(world: World) -> None:
    for number in range(25):
        product = make_product(world.ours, "vps", f"Server {number}")
        Grant.objects.create(product=product, epoch=2, user=world.mia, role="editor")
    assert len(verify()) == 20
