"""Every mail in every language: complete, harmless, readable without pictures, colours or HTML."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.conf import LazySettings
from django.template.loader import render_to_string
from django.test import RequestFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from changehands.core import organizations, transfers
from changehands.jobs import mails, tasks
from changehands.models import Invitation, Transfer, User
from tests.jobs.inbox import Inbox, part_of, text_of
from tests.world import NOW, World, make_product, offer, take

LANGUAGES = ("en", "fr", "de", "it", "es")
EVENTS = ("started", "cancelled", "declined", "expired", "reminded", "voided")
ACCOUNT = {
    "email_confirmation": {"code": "ABC-DEF"},
    "email_confirmation_signup": {"code": "ABC-DEF"},
    "password_reset_key": {"password_reset_url": "https://elsewhere.example/accounts/reset/1/"},
    "account_already_exists": {"password_reset_url": "/accounts/password/reset/"},
    "unknown_account": {"signup_url": "/accounts/signup/"},
}
CHANGES: dict[str, dict[str, str]] = {
    "email_changed": {"from_email": "a@one.example", "to_email": "b@two.example"},
    "email_confirm": {},
    "email_deleted": {"deleted_email": "a@one.example"},
    "password_changed": {},
    "password_reset": {},
    "password_set": {},
}


@pytest.fixture
def strict(settings: LazySettings) -> None:
    """A variable that a template misses becomes visible."""
    (engine,) = settings.TEMPLATES
    options = {**engine["OPTIONS"], "string_if_invalid": "⟪%s⟫"}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]


def send_transfer_mails(world: World, language: str) -> None:
    """The link, every notice of both sides, and an invitation."""
    User.objects.update(locale=language)
    waiting = offer(world.olga, world.ours, world.domain, world.drive)
    done = take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    mailing = transfers.mail(
        actor=world.olga,
        transfer_id=waiting.id,
        address="someone@new.example",
        language=language,
        only=True,
        at=NOW,
    )
    mails.send_link(mailing.id, at=NOW)
    for event in EVENTS:
        mails.send_notice(f"transfer.{event}", _ended(waiting, world).id, world.olga.id, "source")
    for side, reader in (("source", world.olga), ("destination", world.rita)):
        mails.send_notice("transfer.completed", done.id, reader.id, side)
    invitation = _invited(world)
    Invitation.objects.update(language=language)
    mails.send_invitation(invitation.id)


def _ended(transfer: Transfer, world: World) -> Transfer:
    transfer.ended_by = world.adam
    Transfer.objects.filter(id=transfer.id).update(ended_by=world.adam)
    return transfer


def _invited(world: World) -> Invitation:
    return organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email="guest@new.example",
        role="admin",
        at=NOW,
    )


def send_account_mails(world: World, language: str) -> None:
    """Every mail of the accounts, by way of its job."""
    world.olga.locale = language
    world.olga.save()
    request = RequestFactory().get("/", headers={"user-agent": "Mozilla/5.0 Firefox/1 Linux"})
    request.user = world.olga
    with request_context(request):
        adapter = get_adapter(request)
        for name, facts in ACCOUNT.items():
            context: dict[str, Any] = {**facts, "user": world.olga}
            adapter.send_mail(f"account/email/{name}", world.olga.email, context)
        for name, facts in CHANGES.items():
            adapter.send_notification_mail(f"account/email/{name}", world.olga, facts)
    for job in ProcrastinateJob.objects.filter(task_name="send_account_mail").order_by("id"):
        tasks.send_account_mail(**job.args)


class Page(HTMLParser):
    """What an HTML mail loads and leads to, and which of its elements have a style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for each element."""
        found = dict(attrs)
        self.elements.append((tag, found))
        self.leads += [str(found["href"])] if tag == "a" else []
        is_loaded = tag in {"img", "link", "script", "iframe"} or "src" in found
        self.loads += [tag] if is_loaded else []


def _all(world: World, inbox: Inbox, language: str) -> Iterator[tuple[EmailMessage, str, str]]:
    send_transfer_mails(world, language)
    send_account_mails(world, language)
    assert len(inbox.mails) == 1 + len(EVENTS) + 2 + 1 + len(ACCOUNT) + len(CHANGES)
    for mail in inbox.mails:
        yield mail, part_of(mail, "plain"), part_of(mail, "html")


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_complete_in_every_language(
    world: World, inbox: Inbox, language: str
) -> None:
    for mail, text, html in _all(world, inbox, language):
        assert f'<html lang="{language}"' in html
        for part in (text, html):
            assert "⟪" not in part and "None" not in part and "{{" not in part, mail["Subject"]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert str(mail["Subject"]).strip() in " ".join(html.replace("&#x27;", "'").split())


def test_no_mail_loads_anything_and_all_lead_to_the_manager(world: World, inbox: Inbox) -> None:
    for _mail, _text, html in _all(world, inbox, "en"):
        page = Page(html)
        assert page.loads == [] and "url(" not in html and "@import" not in html
        assert page.leads and all(one.startswith("http://localhost:8000") for one in page.leads)


def test_the_text_of_every_mail_is_plain_and_narrow(world: World, inbox: Inbox) -> None:
    for _mail, text, html in _all(world, inbox, "en"):
        assert not re.search(r"&\w+;|&#|</?\w+>", text)
        for line in text.splitlines():
            assert len(line) <= 72 or " " not in line.strip(), line
        assert "\n\n\n" not in text.replace("\r", "")
        assert "Changehands" in text and "Changehands" in html


def test_styles_stand_in_the_elements_and_only_what_is_for_the_dark_in_the_head(
    world: World, inbox: Inbox
) -> None:
    for _mail, _text, html in _all(world, inbox, "en"):
        page = Page(html)
        for _tag, found in page.elements:
            assert "class" not in found or found.get("style"), found
        assert "prefers-color-scheme: dark" in html.replace("dark)", "dark)")
        assert html.count("<style") == 1


def test_a_mail_to_a_person_is_in_their_language_whoever_caused_it(
    world: World, inbox: Inbox
) -> None:
    world.rui.locale = "de"
    world.rui.save()
    organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email=world.rui.email,
        role="member",
        at=NOW,
    )
    mails.send_invitation(Invitation.objects.get().id)
    assert '<html lang="de"' in part_of(inbox.mails[0], "html")


def test_the_sender_is_shown_with_address_organization_and_age(world: World, inbox: Inbox) -> None:
    send_transfer_mails(world, "en")
    for mail in (inbox.mails[0], inbox.mails[-1]):
        for kind in ("plain", "html"):
            part = text_of(mail, kind)
            for fact in ("olga@people.example", world.ours.public_id, "Here since", "Ours"):
                assert fact in part


def test_the_link_mail_names_the_kind_of_each_product(world: World, inbox: Inbox) -> None:
    send_transfer_mails(world, "en")
    assert "ours.example (Domain)" in text_of(inbox.mails[0])


@pytest.mark.parametrize("name", ["Оurs", "0urs"])
def test_a_name_that_imitates_one_of_the_readers_organizations_is_pointed_out(
    world: World, inbox: Inbox, name: str
) -> None:
    world.elsewhere.name = name
    world.elsewhere.save()
    transfer = offer(
        world.eve, world.elsewhere, make_product(world.elsewhere, "domain", "bait.example")
    )
    for address, warned in ((world.adam.email, True), ("nobody.known@new.example", False)):
        mailing = transfers.mail(
            actor=world.eve, transfer_id=transfer.id, address=address, language="en", only=False, at=NOW
        )  # fmt: skip
        mails.send_link(mailing.id, at=NOW)
        for kind in ("plain", "html"):
            assert ("looks like Ours" in text_of(inbox.mails[-1], kind)) is warned


def test_a_name_of_mixed_scripts_is_pointed_out_to_everybody(world: World, inbox: Inbox) -> None:
    world.ours.name = "Оurs"  # the first letter is Cyrillic
    world.ours.save()
    send_transfer_mails(world, "en")
    assert "mixes letters of different scripts" in text_of(inbox.mails[0])


def test_a_void_notice_names_the_products_that_were_retired(world: World, inbox: Inbox) -> None:
    from changehands.core.platform.retiring import retire

    transfer = offer(world.olga, world.ours, world.domain, world.drive)
    User.objects.filter(id=world.nora.id).update(is_operator=True)
    world.nora.refresh_from_db()
    retire(actor=world.nora, products=[world.drive.public_id], at=NOW)
    mails.send_notice("transfer.voided", transfer.id, world.olga.id, "source")
    said = text_of(inbox.mails[0])
    assert "one of its products was retired by the operator: Drive." in said
    assert "without it" in said


def test_an_account_mail_without_html_is_sent_as_text(world: World, inbox: Inbox) -> None:
    tasks.send_account_mail(subject="Code", body="Your code", to="a@b.example")
    assert text_of(inbox.mails[0]) == "Your code"
    assert inbox.mails[0].get_body(("html",)) is None


def test_the_way_to_the_preferences_stands_in_every_notice(world: World, inbox: Inbox) -> None:
    send_transfer_mails(world, "en")
    expected = render_to_string("mail/_preferences.txt", {"base_url": "http://localhost:8000"})
    for mail in inbox.mails[1:-1]:
        assert " ".join(expected.split()) in text_of(mail)
