"""Mails to whoever a change of access or role concerns, and mails that nobody wants."""

from procrastinate.contrib.django.models import ProcrastinateJob

from changehands.core import notifications, organizations
from changehands.core.notifications import Ways
from changehands.jobs import tasks
from changehands.models import Membership, Notification, User
from changehands.policy.notices import Topic
from tests.jobs.inbox import Inbox, text_of
from tests.world import NOW, World, offer, take


def do_the_jobs(*names: str) -> None:
    for name in names:
        for job in ProcrastinateJob.objects.filter(task_name=name).order_by("id"):
            getattr(tasks, name)(**job.args)


def choose(user: User, topic: Topic, *, in_manager: bool, by_mail: bool) -> None:
    wishes = {topic: Ways(in_manager=in_manager, by_mail=by_mail)}
    notifications.prefer(actor=user, wishes=wishes, at=NOW)


def test_who_loses_access_gets_a_mail_that_does_not_say_where_the_product_is(
    world: World, inbox: Inbox
) -> None:
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    do_the_jobs("mail_notices", "mail_notice")
    told = {mail["To"]: mail for mail in inbox.mails}
    assert set(told) == {f"{name}@people.example" for name in ("mia", "tom", "kim")}
    mail = told["mia@people.example"]
    assert mail["Subject"] == "Access of yours has ended"
    for kind in ("plain", "html"):
        part = text_of(mail, kind)
        assert "Ours has handed Hosting over to another Organization." in part
        assert "/settings/notifications/" in part
        assert "Theirs" not in part and world.theirs.public_id not in part


def test_who_comes_along_gets_a_mail_that_says_where(world: World, inbox: Inbox) -> None:
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    do_the_jobs("mail_notices", "mail_notice")
    (xen,) = [mail for mail in inbox.mails if mail["To"] == "xen@people.example"]
    assert "Theirs has received Drive. You keep your own access" in text_of(xen)


def test_who_wants_no_mail_gets_none(world: World, inbox: Inbox) -> None:
    choose(world.mia, Topic.ACCESS_TAKEN, in_manager=True, by_mail=False)
    choose(world.adam, Topic.COMPLETED, in_manager=True, by_mail=False)
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    (job,) = ProcrastinateJob.objects.filter(task_name="notify", args__event="transfer.completed")
    tasks.notify(**job.args)
    do_the_jobs("notify_person", "mail_notices", "mail_notice")
    told = {str(mail["To"]).partition("@")[0] for mail in inbox.mails}
    assert told == {"olga", "rui", "rita", "tom", "kim"}


def test_nobody_at_all_wants_a_mail_and_none_is_queued(world: World) -> None:
    for user in (world.olga, world.adam):
        choose(user, Topic.STARTED, in_manager=True, by_mail=False)
    transfer = offer(world.olga, world.ours, world.domain)
    tasks.notify(event="transfer.started", transfer=str(transfer.id))
    assert not ProcrastinateJob.objects.filter(task_name="notify_person").exists()


def test_a_hostile_name_stays_harmless(world: World, inbox: Inbox) -> None:
    world.hosting.name = "<b>Win</b> http://bait.example/x\u202e <img src=x>"
    world.hosting.save()
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    do_the_jobs("mail_notices", "mail_notice")
    for kind in ("plain", "html"):
        part = text_of(inbox.mails[0], kind)
        assert "bait.example" not in part and "\u202e" not in part
    assert "<b>Win" not in part and "&lt;b&gt;Win" in part


def test_a_change_of_role_is_told_in_the_language_of_the_person(world: World, inbox: Inbox) -> None:
    User.objects.filter(id=world.tom.id).update(locale="de")
    place = Membership.objects.get(organization=world.ours, user=world.tom)
    organizations.change_role(actor=world.olga, membership_id=place.id, role="external", at=NOW)
    do_the_jobs("mail_notices", "mail_notice")
    (mail,) = inbox.mails
    assert '<html lang="de"' in text_of(mail, "html")


def test_old_notifications_are_forgotten_by_the_job(world: World) -> None:
    offer(world.olga, world.ours, world.domain)
    Notification.objects.update(at=NOW.replace(year=2020))
    tasks.forget(timestamp=0)
    assert not Notification.objects.exists()
