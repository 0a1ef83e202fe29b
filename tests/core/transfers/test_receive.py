"""Receiving."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from changehands.core import transfers
from changehands.core.transfers import Consent, queries
from changehands.kernel.errors import Conflict, Denied, Invalid, NotFound
from changehands.kernel.ids import new_id
from changehands.models import (
    Acceptance,
    Event,
    Grant,
    Holding,
    Invoice,
    Membership,
    Product,
    Right,
    TeamMember,
    Transfer,
    User,
)
from changehands.policy import conditions
from tests.core.transfers.verbs import mail, receive
from tests.faults.checksum import refused, rows
from tests.world import NOW, World, agree, join, link_of, make_product, offer, take


def people_of(product: Product) -> set[tuple[str, str, bool]]:
    rights = Right.objects.filter(product=product)
    return set(rights.values_list("user__name", "via", "manages"))


def rows_of(product: Product) -> dict[str, Any]:
    return next(row for row in rows("product") if row["id"] == str(product.id))


def test_a_receiver_takes_over_and_the_old_people_lose_access(world: World) -> None:
    """R14, and R16 for the team Web."""
    transfer = offer(world.olga, world.ours, world.domain, world.hosting)
    take(world.rui, transfer, world.theirs)
    assert people_of(world.hosting) == {("Rui", "role", True), ("Rita", "role", True)}
    assert not Membership.objects.filter(organization=world.theirs, user=world.mia).exists()


def test_only_the_holder_changes(world: World) -> None:
    """R13."""
    before = rows_of(world.hosting)
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    after = rows_of(world.hosting)
    changed = {key: after[key] for key in after if after[key] != before[key]}
    assert changed == {"holder_id": str(world.theirs.id), "epoch": 2}


def test_the_chain_of_holders_touches_at_the_instant_of_the_handover(world: World) -> None:
    """R18: never without a holder, never with two."""
    at = NOW + timedelta(hours=3)
    transfer = take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs, at=at)
    first, second = Holding.objects.filter(product=world.hosting).order_by("epoch")
    assert (first.organization, first.ended_at, first.transfer) == (world.ours, at, None)
    assert (second.organization, second.began_at, second.ended_at) == (world.theirs, at, None)
    assert second.transfer_id == transfer.id


def test_people_of_a_drive_come_along_and_manage_nothing(world: World) -> None:
    """R15: external in the destination, same permissions inside, no management right."""
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    kept = Right.objects.filter(product=world.drive, via="individual")
    assert set(kept.values_list("user__name", "role", "manages")) == {
        ("Mia", "editor", False),
        ("Xen", "viewer", False),
        ("Kim", "editor", False),
    }
    joined = Membership.objects.filter(organization=world.theirs, role="external")
    assert set(joined.values_list("user__name", flat=True)) == {"Mia", "Xen", "Kim"}


@pytest.mark.parametrize("role", ["admin", "member"])
def test_a_role_that_is_there_is_neither_raised_nor_lowered(world: World, role: str) -> None:
    """R15."""
    join(world.theirs, world.mia, role)
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    assert Membership.objects.get(organization=world.theirs, user=world.mia).role == role


def test_who_has_a_role_in_the_destination_keeps_what_it_gives(world: World) -> None:
    """R14."""
    join(world.theirs, world.mia, "admin")
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    assert ("Mia", "role", True) in people_of(world.hosting)


def test_rights_through_a_team_end_and_the_team_stays(world: World) -> None:
    """R16: on a drive too; Kim, who has both, keeps the individual one."""
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    assert not Right.objects.filter(product=world.drive, via="team").exists()
    assert ("Kim", "individual", False) in people_of(world.drive)
    assert "Tom" not in {name for name, _, _ in people_of(world.drive)}
    assert TeamMember.objects.filter(team=world.web).count() == 2


def test_disabled_people_do_not_come_along(world: World) -> None:
    User.objects.filter(id=world.mia.id).update(is_active=False)
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    assert not Membership.objects.filter(organization=world.theirs, user=world.mia).exists()
    assert not Grant.objects.filter(product=world.drive, epoch=2, user=world.mia).exists()


def test_invoices_stay(world: World) -> None:
    """R17."""
    invoice = Invoice.objects.create(
        organization=world.ours,
        product=world.hosting,
        number="1",
        amount=1200,
        currency="CHF",
        issued_on=NOW.date(),
    )
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    invoice.refresh_from_db()
    assert (invoice.organization, invoice.product) == (world.ours, world.hosting)


def test_parts_follow_their_whole(world: World) -> None:
    """R20."""
    take(world.rui, offer(world.olga, world.ours, world.cloud), world.theirs)
    world.database.refresh_from_db()
    assert (world.database.holder, world.database.part_of) == (world.theirs, world.cloud)


def test_the_second_acceptance_is_recorded(world: World) -> None:
    """R53."""
    at = NOW + timedelta(days=1)
    transfer = take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs, at=at)
    accepted = Acceptance.objects.get(transfer=transfer, side="destination")
    assert (accepted.version, accepted.language) == (conditions.CURRENT, "en")
    assert (accepted.user, accepted.organization) == (world.rui, world.theirs)
    assert accepted.accepted_at == at


def test_both_sides_are_told_and_neither_of_the_others_people(world: World) -> None:
    """R61, R62."""
    transfer = take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    told = Event.objects.filter(subject=transfer.id, verb="transfer.completed")
    ours, theirs = told.get(organization=world.ours), told.get(organization=world.theirs)
    assert ours.act == theirs.act
    assert theirs.data == {**ours.data, "side": "destination"}
    assert not [name for name in ("Mia", "Olga", "@") if name in str(theirs.data)]


@pytest.mark.parametrize(
    ("version", "code"), [("", "conditions-not-accepted"), ("2020-01-01", "conditions-outdated")]
)
def test_nothing_is_received_without_the_present_conditions(
    world: World, version: str, code: str
) -> None:
    """R53."""
    transfer = offer(world.olga, world.ours, world.domain)
    with refused(Invalid, code, field="conditions"):
        transfers.receive(
            actor=world.rui,
            link=link_of(transfer),
            destination_id=world.theirs.id,
            consent=Consent(version, "en"),
            at=NOW,
        )


def test_an_unknown_language_is_refused(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    digest = queries.consequences(transfer, at=NOW).offer_digest
    with refused(Invalid, "language-unknown", field="language"):
        transfers.receive(
            actor=world.rui,
            link=link_of(transfer),
            destination_id=world.theirs.id,
            consent=Consent(conditions.CURRENT, "klingon", digest),
            at=NOW,
        )


def test_the_products_cannot_go_to_where_they_are(world: World) -> None:
    """R12: the destination must be another Organization."""
    transfer = offer(world.olga, world.ours, world.domain)
    with refused(Invalid, "destination-is-source", field="destination"):
        take(world.adam, transfer, world.ours)


def test_nothing_is_received_by_the_link_of_no_transfer(world: World) -> None:
    link = transfers.Link(new_id(), 1)
    with refused(NotFound, "transfer-not-found"):
        transfers.receive(
            actor=world.rui,
            link=link,
            destination_id=world.theirs.id,
            consent=agree(),
            at=NOW,
        )
    with refused(NotFound, "transfer-not-found"):
        transfers.decline(actor=world.rui, link=link, at=NOW)


def test_an_unproven_address_receives_nothing(world: World) -> None:
    """R51."""
    transfer = offer(world.olga, world.ours, world.domain)
    EmailAddress.objects.filter(user=world.rui).update(verified=False)
    with refused(Denied, "address-unverified"):
        take(world.rui, transfer, world.theirs)


def test_a_bound_offer_is_for_its_addressee_alone(world: World) -> None:
    """R51: in whatever case it was typed."""
    transfer = offer(world.olga, world.ours, world.domain, bound_email=" RITA@People.Example ")
    with refused(Denied, "not-the-addressee"):
        take(world.rui, transfer, world.theirs)
    take(world.rita, transfer, world.theirs)


def test_an_address_that_is_not_proven_does_not_fit_a_bound_offer(world: World) -> None:
    """T20 of the threats: adding somebody's address to one's account gives nothing."""
    transfer = offer(world.olga, world.ours, world.domain, bound_email="boss@theirs.example")
    address = EmailAddress.objects.create(user=world.rui, email="boss@theirs.example")
    with refused(Denied, "not-the-addressee"):
        take(world.rui, transfer, world.theirs)
    address.verified = True
    address.save()
    take(world.rui, transfer, world.theirs)


def test_mailing_to_one_address_alone_binds_the_offer(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    mail(world, transfer, world.olga, address="rita@people.example", only=True)
    with refused(Denied, "not-the-addressee"):
        take(world.rui, transfer, world.theirs)


def test_a_product_locked_after_the_offer_stays_and_the_offer_stays_open(world: World) -> None:
    """R22: the reason can go away, the offer waits."""
    transfer = offer(world.olga, world.ours, world.hosting, world.domain)
    Product.objects.filter(id=world.domain.id).update(facts=["locked"])
    with refused(Conflict, "products-blocked"):
        take(world.rui, transfer, world.theirs)
    transfer.refresh_from_db()
    assert transfer.is_waiting
    Product.objects.filter(id=world.domain.id).update(facts=[])
    take(world.rui, transfer, world.theirs)


def test_a_kind_that_became_forbidden_is_refused_at_reception(world: World) -> None:
    """R11: refused at start and again at reception."""
    transfer = offer(world.olga, world.ours, world.hosting, world.domain)
    Product.objects.filter(id=world.domain.id).update(kind="my-ksuite")
    with refused(Conflict, "products-blocked"):
        take(world.rui, transfer, world.theirs)


def test_an_organization_receives_no_second_ksuite(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.suite)
    make_product(world.theirs, "ksuite", "Another")
    with refused(Conflict, "products-blocked"):
        take(world.rui, transfer, world.theirs)
    take(world.eve, transfer, world.elsewhere)


def test_a_part_added_after_the_offer_makes_it_stale(world: World) -> None:
    """R19, R20: it would stay behind alone otherwise."""
    transfer = offer(world.olga, world.ours, world.cloud)
    make_product(world.ours, "database-service", "New", part_of=world.cloud)
    with refused(Conflict, "offer-is-stale"):
        take(world.rui, transfer, world.theirs)


def test_an_offer_of_another_epoch_moves_nothing(world: World) -> None:
    """A stale offer or a replay fails, whatever else was forgotten."""
    transfer = offer(world.olga, world.ours, world.hosting, world.domain)
    transfer.items.filter(product=world.domain).update(epoch=7)
    with refused(Conflict, "offer-is-stale"):
        take(world.rui, transfer, world.theirs)
    transfer.items.update(epoch=1)


def test_the_move_itself_refuses_what_is_not_as_it_was_offered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second lock on the door: even if the check before it were gone."""
    transfer = offer(world.olga, world.ours, world.hosting)
    transfer.items.update(epoch=7)
    monkeypatch.setattr(
        "changehands.core.transfers.moving.lock_items",
        lambda transfer: list(transfer.items.values_list("product_id", flat=True)),
    )
    with refused(Conflict, "offer-is-stale"):
        take(world.rui, transfer, world.theirs)
    transfer.items.update(epoch=1)


def test_a_transfer_that_ended_meanwhile_is_not_ended_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R54: compare-and-set, even if the lock before it were gone."""
    transfer = offer(world.olga, world.ours, world.hosting)
    Transfer.objects.filter(id=transfer.id).update(state="cancelled", ended_at=NOW)
    monkeypatch.setattr(
        "changehands.core.transfers.operations.lock_as_holder_of",
        lambda *args, **options: (transfer, {world.theirs.id: world.theirs}),
    )
    with refused(Conflict, "transfer-is-over"):
        receive(world, transfer, world.rui)


def test_all_products_go_or_none(world: World) -> None:
    """R19."""
    transfer = offer(world.olga, world.ours, world.hosting, world.domain, world.drive)
    Product.objects.filter(id=world.drive.id).update(facts=["busy"])
    with refused(Conflict, "products-blocked"):
        take(world.rui, transfer, world.theirs)
    assert set(
        Product.objects.filter(transfer_items__transfer=transfer).values_list("holder", flat=True)
    ) == {world.ours.id}


def test_products_can_go_on_to_the_next(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    world.drive.refresh_from_db()
    take(world.eve, offer(world.rui, world.theirs, world.drive), world.elsewhere)
    world.drive.refresh_from_db()
    assert (world.drive.holder, world.drive.epoch) == (world.elsewhere, 3)
    assert ("Mia", "individual", False) in people_of(world.drive)


def test_what_comes_back_brings_no_old_right_back(world: World) -> None:
    """The epoch counts on: rights of the first time with Ours stay dead."""
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    world.hosting.refresh_from_db()
    take(world.olga, offer(world.rui, world.theirs, world.hosting), world.ours)
    assert people_of(world.hosting) == {("Olga", "role", True), ("Adam", "role", True)}
