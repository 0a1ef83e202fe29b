"""Mails, over a real connection to a real mail server."""

from smtplib import SMTPException
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from changehands.core import organizations, transfers
from changehands.jobs import mails, tasks
from changehands.models import Invitation, Mailing, Membership, Transfer, User
from tests.jobs.inbox import Inbox, text_of
from tests.world import NOW, World, make_product, offer, take

HOSTILE = '<b>Win</b> http://bait.example/x\u202e "www.bait.example" <img src=x>'


def _mailing(
    world: World, transfer: Transfer, address: str = "someone@new.example", **options: Any
) -> Mailing:
    return transfers.mail(
        actor=world.olga,
        transfer_id=transfer.id,
        address=address,
        language="en",
        only=options.get("only", False),
        at=NOW,
    )


def _tell(event: str, transfer_id: UUID) -> None:
    tasks.notify(event=event, transfer=str(transfer_id))
    for job in ProcrastinateJob.objects.filter(task_name="notify_person").order_by("id"):
        tasks.notify_person(**job.args)


def test_the_link_mail_names_starter_source_products_and_expiry(world: World, inbox: Inbox) -> None:
    transfer = offer(world.olga, world.ours, world.domain, world.hosting)
    tasks.mail_link(mailing=str(_mailing(world, transfer).id))
    (mail,) = inbox.mails
    assert (mail["To"], mail["Subject"]) == ("someone@new.example", "Products are offered to you")
    for part in (text_of(mail), text_of(mail, "html")):
        for fact in (
            "Olga",
            "olga@people.example",
            "Ours",
            "ours.example",
            "Hosting",
            "November 29",
        ):
            assert fact in part
        assert transfers.address(transfer) in part
        assert "ignore this mail" in part


def test_the_link_mail_says_when_it_is_for_one_address_only(world: World, inbox: Inbox) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    mails.send_link(_mailing(world, transfer, only=True).id, at=NOW)
    assert "Only an account with the address someone@new.example" in text_of(inbox.mails[0])


def test_a_link_mail_is_sent_once(world: World, inbox: Inbox) -> None:
    mailing = _mailing(world, offer(world.olga, world.ours, world.domain))
    mails.send_link(mailing.id, at=NOW)
    mails.send_link(mailing.id, at=NOW)
    mailing.refresh_from_db()
    assert (len(inbox.mails), mailing.sent_at) == (1, NOW)


def test_many_products_are_counted_instead_of_listed(world: World, inbox: Inbox) -> None:
    products = [make_product(world.ours, "vps", f"Server {n:02}") for n in range(13)]
    transfer = offer(world.olga, world.ours, *products)
    mails.send_link(_mailing(world, transfer).id, at=NOW)
    text = text_of(inbox.mails[0])
    assert "offers you 13 products" in text
    assert "Server 09" in text and "Server 10" not in text
    assert "and 3 more" in text


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_hostile_names_stay_harmless(world: World, inbox: Inbox, kind: str) -> None:
    for named in (world.olga, world.ours, world.domain):
        named.name = HOSTILE
        named.save()
    transfer = offer(world.olga, world.ours, world.domain)
    mails.send_link(_mailing(world, transfer).id, at=NOW)
    _tell("transfer.started", transfer.id)
    assert len(inbox.mails) > 1
    for mail in inbox.mails:
        part = text_of(mail, kind)
        assert "bait.example" not in part and "\u202e" not in part
        assert "bait" not in mail["Subject"]
        if kind == "html":
            assert "<b>Win" not in part and "<img" not in part
            assert "&lt;b&gt;Win" in part


def test_html_mails_load_nothing(world: World, inbox: Inbox) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    mails.send_link(_mailing(world, transfer).id, at=NOW)
    html = text_of(inbox.mails[0], "html")
    for loaded in ("<img", "<script", "<link", "url(", "src="):
        assert loaded not in html


def test_a_server_that_refuses_leaves_the_mailing_unsent_and_the_transfer_as_it_was(
    world: World, inbox: Inbox
) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    mailing = _mailing(world, transfer)
    inbox.refuses = True
    with pytest.raises(SMTPException):
        mails.send_link(mailing.id, at=NOW)
    mailing.refresh_from_db()
    transfer.refresh_from_db()
    assert (mailing.sent_at, mailing.failure, transfer.state) == (None, "", "waiting")
    inbox.refuses = False
    mails.send_link(mailing.id, at=NOW)
    assert len(inbox.mails) == 1


def test_an_address_that_the_server_refuses_for_good_is_noted_and_not_tried_again(
    world: World, inbox: Inbox
) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    mailing = _mailing(world, transfer, "nobody@elsewhere.example")
    for _attempt in range(2):
        mails.send_link(mailing.id, at=NOW)
    mailing.refresh_from_db()
    assert mailing.failure == "the mail server refused the address"
    assert not inbox.mails


def test_the_mail_of_someone_who_may_no_longer_send_is_not_sent(world: World, inbox: Inbox) -> None:
    transfer = offer(world.adam, world.ours, world.domain)
    mailing = _mailing(world, transfer)
    Membership.objects.filter(organization=world.ours, user=world.tom).update(role="owner")
    Membership.objects.filter(organization=world.ours, user=world.olga).update(role="member")
    mails.send_link(mailing.id, at=NOW)
    mailing.refresh_from_db()
    assert (inbox.mails, mailing.sent_at) == ([], None)
    assert mailing.failure


def test_the_mail_of_a_transfer_that_is_over_is_not_sent(world: World, inbox: Inbox) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    mailing = _mailing(world, transfer)
    transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW)
    mails.send_link(mailing.id, at=NOW)
    assert inbox.mails == []


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("transfer.started", "Olga has started a transfer in Ours"),
        ("transfer.cancelled", "Nothing was handed over"),
        ("transfer.declined", "was declined"),
        ("transfer.expired", "Nobody received the products in time"),
        ("transfer.reminded", "still waits to be received"),
        ("transfer.voided", "can no longer be received"),
    ],
)
def test_the_administrators_of_the_source_are_told(
    world: World, inbox: Inbox, event: str, words: str
) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    _tell(event, transfer.id)
    assert {mail["To"] for mail in inbox.mails} == {"olga@people.example", "adam@people.example"}
    for mail in inbox.mails:
        assert words in " ".join(text_of(mail).split())
        assert f"/transfers/{transfer.public_id}/" in text_of(mail, "html")


def test_an_account_that_was_closed_since_is_not_written_to(world: World, inbox: Inbox) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    tasks.notify(event="transfer.started", transfer=str(transfer.id))
    User.objects.filter(id=world.adam.id).update(is_active=False)
    for job in ProcrastinateJob.objects.filter(task_name="notify_person").order_by("id"):
        tasks.notify_person(**job.args)
    assert [mail["To"] for mail in inbox.mails] == ["olga@people.example"]


def test_a_notice_says_how_many_products_it_is_about(world: World, inbox: Inbox) -> None:
    transfer = offer(world.olga, world.ours, world.domain, world.hosting, world.drive)
    _tell("transfer.started", transfer.id)
    assert "Products: Drive and 2 more" in text_of(inbox.mails[0])


def test_a_completed_transfer_is_told_to_each_side_in_its_own_words(
    world: World, inbox: Inbox
) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    take(world.rui, transfer, world.theirs)
    _tell("transfer.completed", transfer.id)
    told = {mail["To"]: text_of(mail) for mail in inbox.mails}
    assert set(told) == {f"{name}@people.example" for name in ("olga", "adam", "rui", "rita")}
    assert "Ours no longer holds them" in told["olga@people.example"]
    assert "Theirs holds them and is charged for them" in told["rita@people.example"]


def test_an_invitation_names_who_invites_into_what_as_what(world: World, inbox: Inbox) -> None:
    invitation = organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email="guest@new.example",
        role="admin",
        at=NOW,
    )
    tasks.mail_invitation(invitation=str(invitation.id))
    (mail,) = inbox.mails
    for part in (text_of(mail), text_of(mail, "html")):
        for fact in ("Olga", "olga@people.example", "Ours", "Administrator", "guest@new.example"):
            assert fact in part
        assert organizations.invitation_address(invitation) in part
    Invitation.objects.update(withdrawn_at=NOW)
    tasks.mail_invitation(invitation=str(invitation.id))
    assert len(inbox.mails) == 1
