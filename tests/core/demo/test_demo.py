"""The demo world: it is there once, it is whole, and it obeys the invariants."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password

from changehands.core import demo, transfers
from changehands.core.demo import operations, story
from changehands.core.demo.crowd import crowd
from changehands.core.demo.stock import late, stock
from changehands.core.verification import verify
from changehands.models import (
    Fact,
    Grant,
    Invoice,
    Mailing,
    Membership,
    Organization,
    Product,
    Right,
    Serving,
    Transfer,
    User,
)
from changehands.policy import catalogue

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def ours() -> Organization:
    """The Organization that most of the demo is about."""
    return Organization.objects.get(name="Ours SA")


def test_the_demo_world_obeys_the_invariants() -> None:
    demo.load_demo(at=AT)
    assert verify() == []


def test_it_is_loaded_once() -> None:
    first = demo.load_demo(at=AT)
    second = demo.load_demo(at=AT + timedelta(days=3))
    assert first.loaded and not second.loaded
    assert (first.organizations, first.people) == (second.organizations, second.people) == (4, 16)
    assert (first.products, first.transfers) == (second.products, second.transfers)


def test_an_interrupted_loading_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(story, "SCENES", story.SCENES[:2])
        patched.setattr(operations, "late", lambda today: iter(()))
        demo.load_demo(at=AT)
    assert demo.load_demo(at=AT).loaded
    assert Transfer.objects.count() == 10
    assert verify() == []


def test_ours_holds_sixty_products_of_every_kind_in_every_state() -> None:
    demo.load_demo(at=AT)
    held = Product.objects.filter(holder=ours())
    assert held.count() == 60
    assert set(held.values_list("kind", flat=True)) == set(catalogue.current().kinds)
    assert {fact for facts in held.values_list("facts", flat=True) for fact in facts} == set(
        Fact.values
    )
    days = {(day - AT.date()).days for day in held.values_list("expires_on", flat=True) if day}
    assert min(days) < 0 and any(0 < number < 10 for number in days) and max(days) > 365


def test_transfers_are_there_in_every_state_a_person_can_bring_about() -> None:
    demo.load_demo(at=AT)
    out = Transfer.objects.filter(source=ours()).values_list("state", flat=True)
    assert set(out) == {"completed", "declined", "cancelled", "expired", "waiting"}
    assert Transfer.objects.filter(destination=ours(), state="completed").count() == 1
    assert not Transfer.objects.filter(state="waiting", expires_at__lte=AT).exists()


def test_someone_of_ours_is_waited_for() -> None:
    demo.load_demo(at=AT)
    mailing = Mailing.objects.get(address="owner@ours.example")
    assert mailing.transfer.is_waiting
    assert mailing.transfer.source.name == "Theirs GmbH"
    assert mailing.transfer.bound_email == "owner@ours.example"


def test_everybody_signs_in_with_the_one_password() -> None:
    demo.load_demo(at=AT)
    for password in set(User.objects.values_list("password", flat=True)):
        assert check_password(demo.PASSWORD, password)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 16
    named = {email for email, _ in demo.PEOPLE}
    assert User.objects.filter(email__in=named).count() == len(named)


def test_the_people_are_where_the_manual_says() -> None:
    demo.load_demo(at=AT)
    places = set(
        Membership.objects.filter(user__email__startswith="owner@").values_list(
            "user__email", "organization__name", "role"
        )
    )
    assert places == {
        ("owner@ours.example", "Ours SA", "owner"),
        ("owner@ours.example", "Ours Labs", "admin"),
        ("owner@theirs.example", "Theirs GmbH", "owner"),
    }
    assert not Membership.objects.filter(user__email="new@new.example").exists()
    assert not User.objects.filter(name="").exists()


def test_every_way_to_a_right_is_there() -> None:
    demo.load_demo(at=AT)
    rights = Right.objects.filter(product__holder=ours())
    assert set(rights.values_list("via", flat=True)) == {"role", "individual", "team"}
    assert rights.filter(via="individual", manages=True).exists()
    assert rights.filter(via="individual", user__memberships__role="external").exists()
    assert Invoice.objects.filter(organization=ours(), state="open").exists()
    assert Product.objects.filter(holder=ours(), part_of__isnull=False).exists()


def test_who_came_along_with_a_drive_is_an_external_user_of_theirs() -> None:
    demo.load_demo(at=AT)
    drive = Product.objects.get(name="kDrive Messe Basel")
    assert (drive.holder.name, drive.epoch) == ("Theirs GmbH", 2)
    names = Membership.objects.filter(organization=drive.holder, role="external")
    assert set(names.values_list("user__name", flat=True)) == {
        "Giulia Bernasconi",
        "Xavier Müller",
    }


def test_what_waits_can_be_received() -> None:
    demo.load_demo(at=AT)
    for transfer in Transfer.objects.filter(state="waiting"):
        assert (
            transfers.blockers(
                transfer.items.values_list("product_id", flat=True),
                source=transfer.source_id,
                transfer=transfer.id,
            )
            == []
        )


def test_it_is_the_same_every_time() -> None:
    once, again = (
        [*stock(today=AT.date()), *crowd(500, today=AT.date()), *late(today=AT.date())]
        for _ in range(2)
    )
    assert once == again


def test_it_is_as_large_as_wanted_within_half_a_minute() -> None:
    began = time.monotonic()
    summary = demo.load_demo(at=AT, products=10_000)
    assert time.monotonic() - began < 30
    held = Product.objects.filter(holder=ours())
    assert held.count() == 10_000 and summary.products > 10_000
    assert held.filter(name="boulangerie-genève.example").count() == 1
    assert held.values("name", "kind").distinct().count() == 10_000
    assert Serving.objects.count() > 5_000 and Grant.objects.count() > 7_000
    assert verify() == []
