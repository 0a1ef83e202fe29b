"""While a transfer waits: extending, mailing, cancelling, declining, reminders and expiry."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from changehands.core import transfers
from changehands.core.transfers import eligibility
from changehands.kernel.errors import Denied, Invalid, TooMany
from changehands.models import BLOCKING, Event, Mailing, Transfer
from tests.core.transfers.verbs import cancel, decline, end, extend, mail
from tests.faults.checksum import refused, rows
from tests.world import NOW, World, make_organization, make_product, offer, take

DAY = timedelta(days=1)


@pytest.fixture
def waiting(world: World) -> Transfer:
    return offer(world.olga, world.ours, world.hosting)


def jobs() -> list[tuple[str, object]]:
    return [(str(job["task_name"]), job["args"]) for job in rows("procrastinate_jobs")]


def events(transfer: Transfer) -> list[str]:
    told = Event.objects.filter(subject=transfer.id).order_by("id")
    return list(told.values_list("verb", flat=True))


def test_a_cancelled_offer_leaves_the_products_where_they_are(
    world: World, waiting: Transfer
) -> None:
    """R44."""
    ended = cancel(world, waiting, world.adam)
    assert (ended.state, ended.ended_by, ended.ended_at) == ("cancelled", world.adam, NOW)
    world.hosting.refresh_from_db()
    assert (world.hosting.holder, world.hosting.epoch) == (world.ours, 1)
    offer(world.olga, world.ours, world.hosting)


def test_who_holds_the_link_may_decline(world: World, waiting: Transfer) -> None:
    """R44: without any Organization of one's own too."""
    ended = decline(world, waiting, world.nora)
    assert (ended.state, ended.ended_by, ended.destination) == ("declined", world.nora, None)
    offer(world.olga, world.ours, world.hosting)


def test_only_the_addressee_may_decline_a_bound_offer(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain, bound_email="rui@people.example")
    with refused(Denied, "not-the-addressee"):
        decline(world, transfer, world.eve)
    EmailAddress.objects.filter(user=world.rui).update(verified=False)
    with refused(Denied, "address-unverified"):
        decline(world, transfer, world.rui)


def test_an_extended_offer_waits_from_now_on(world: World, waiting: Transfer) -> None:
    """R44: adjustable."""
    extended = extend(world, waiting, world.adam, days=3, at=NOW + 5 * DAY)
    extended.refresh_from_db()
    assert extended.expires_at == NOW + 8 * DAY
    take(world.rui, extended, world.theirs, at=NOW + 8 * DAY - timedelta(microseconds=1))


@pytest.mark.parametrize("days", [0, -3, 91])
def test_an_offer_is_extended_by_one_to_ninety_days(
    world: World, waiting: Transfer, days: int
) -> None:
    with refused(Invalid, "days-out-of-range", field="days"):
        extend(world, waiting, world.olga, days=days)


def test_extending_twice_counts_from_the_second_time(world: World, waiting: Transfer) -> None:
    extend(world, waiting, world.olga, days=20)
    assert extend(world, waiting, world.olga, days=2).expires_at == NOW + 2 * DAY


def test_a_sent_link_is_logged_and_left_to_a_job(world: World, waiting: Transfer) -> None:
    """R42: the address is noted in the source's log; the mail itself is a job's."""
    sent = mail(world, waiting, world.adam, address=" Someone@NEW.example ")
    assert (sent.address, sent.requested_by, sent.sent_at) == (
        "someone@new.example",
        world.adam,
        None,
    )
    told = Event.objects.get(subject=waiting.id, verb="transfer.mailed")
    assert told.data["address"] == "someone@new.example"
    assert ("mail_link", {"mailing": str(sent.id)}) in jobs()


@pytest.mark.parametrize("address", ["rui@people.example", "nobody@nowhere.example"])
def test_the_answer_never_tells_whether_an_address_is_known(
    world: World, waiting: Transfer, address: str
) -> None:
    """R42."""
    sent = mail(world, waiting, world.olga, address=address)
    row = next(row for row in rows("mailing") if row["id"] == str(sent.id))
    assert {key for key in row if row[key] == address} == {"address"}
    assert (row["failure"], row["sent_at"]) == ("", None)


@pytest.mark.parametrize("address", ["", "x", "a@b", "a@b.c, d@e.f", f"{'a' * 250}@people.example"])
def test_a_link_is_sent_to_an_address_only(world: World, waiting: Transfer, address: str) -> None:
    with refused(Invalid, "address-invalid", field="address"):
        mail(world, waiting, world.olga, address=address)


@pytest.mark.parametrize("language", ["", "xx", "zh-hans"])
def test_a_link_is_sent_in_a_language_that_we_speak(
    world: World, waiting: Transfer, language: str
) -> None:
    with refused(Invalid, "language-unknown", field="language"):
        mail(world, waiting, world.olga, language=language)


def sent_before(transfer: Transfer, count: int, **fields: object) -> None:
    for number in range(count):
        known = {"address": f"n{number}@people.example", "requested_at": NOW, **fields}
        Mailing.objects.create(transfer=transfer, language="en", **known)


def test_a_person_sends_ten_mails_an_hour(world: World, waiting: Transfer) -> None:
    """R42: within limits, for all Organizations of the person together."""
    labs = offer(world.olga, world.labs, make_product(world.labs, "vps", "Lab"))
    sent_before(labs, 10, requested_by=world.olga)
    with refused(TooMany, "too-many-mails") as caught:
        mail(world, waiting, world.olga)
    assert caught.value.params["retry_after"] == 3600
    mail(world, waiting, world.adam)
    mail(world, waiting, world.olga, at=NOW + timedelta(hours=1))


def test_an_organization_sends_fifty_mails_a_day(world: World, waiting: Transfer) -> None:
    """R42."""
    sent_before(waiting, 50, requested_by=world.adam, requested_at=NOW - timedelta(hours=2))
    with refused(TooMany, "too-many-mails") as caught:
        mail(world, waiting, world.olga)
    assert caught.value.params["retry_after"] == 86400
    mail(world, waiting, world.olga, at=NOW + DAY)


def test_an_address_gets_three_mails_a_day(world: World, waiting: Transfer) -> None:
    """R42: also when the person sends from another Organization each time."""
    for number in range(3):
        side = make_organization(f"Side {number}", owner=world.olga)
        product = make_product(side, "vps", f"Product {number}")
        mail(world, offer(world.olga, side, product), world.olga)
    with refused(TooMany, "too-many-mails"):
        mail(world, waiting, world.olga)
    mail(world, waiting, world.olga, address="rita@people.example")
    mail(world, waiting, world.adam)


def test_what_waited_too_long_expires(world: World, waiting: Transfer) -> None:
    """R44: to the instant."""
    assert transfers.expire(at=waiting.expires_at - timedelta(microseconds=1)) == 0
    assert transfers.expire(at=waiting.expires_at) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ended_at, waiting.ended_by) == (
        "expired",
        waiting.expires_at,
        None,
    )
    assert events(waiting) == ["transfer.started", "transfer.expired"]
    assert transfers.expire(at=waiting.expires_at) == 0
    offer(world.olga, world.ours, world.hosting)


def test_what_ended_otherwise_does_not_expire(world: World, waiting: Transfer) -> None:
    end(world, waiting, "completed")
    assert transfers.expire(at=NOW + 100 * DAY) == 0


def test_a_reminder_comes_once_before_the_expiry(world: World, waiting: Transfer) -> None:
    """R44."""
    soon = waiting.expires_at - 2 * DAY
    assert transfers.remind(at=soon - timedelta(seconds=1)) == 0
    assert (transfers.remind(at=soon), transfers.remind(at=soon)) == (1, 0)
    assert events(waiting) == ["transfer.started", "transfer.reminded"]
    assert transfers.remind(at=waiting.expires_at) == 0


def test_an_extended_offer_is_reminded_of_again(world: World, waiting: Transfer) -> None:
    soon = waiting.expires_at - 2 * DAY
    transfers.remind(at=soon)
    extended = extend(world, waiting, world.olga, days=30, at=soon)
    assert transfers.remind(at=soon) == 0
    assert transfers.remind(at=extended.expires_at - DAY) == 1


@pytest.mark.parametrize("verb", ["completed", "cancelled", "declined", "expired"])
def test_both_sides_are_notified_of_every_end(world: World, waiting: Transfer, verb: str) -> None:
    """R61: a job in the same transaction."""
    end(world, waiting, verb)
    for event in ("transfer.started", f"transfer.{verb}"):
        assert ("notify", {"event": event, "transfer": str(waiting.id)}) in jobs()


def test_nothing_starts_a_job_that_did_not_happen(world: World, waiting: Transfer) -> None:
    with refused(Invalid, "address-invalid", field="address"):
        mail(world, waiting, world.olga, address="")
    assert [name for name, _ in jobs() if name == "mail_link"] == []


def test_every_reason_against_a_transfer_has_a_sentence() -> None:
    codes = {f"is-{fact.value}" for fact in BLOCKING}
    assert codes < eligibility.MESSAGES.keys()
    assert all(sentence.endswith(".") for sentence in eligibility.MESSAGES.values())
