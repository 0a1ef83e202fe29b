"""Mails in the language of whom they are for."""

from collections.abc import Sequence

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext

from changehands.core import organizations, transfers
from changehands.jobs import mails, tasks
from changehands.models import User
from changehands.policy.languages import LANGUAGES
from tests.world import NOW, World, offer

OTHERS = sorted(set(LANGUAGES) - {"en"})


def in_language(words: str, language: str) -> str:
    with translation.override(language):
        return gettext(words)


def subjects(address: str) -> Sequence[str]:
    return [sent.subject for sent in mail.outbox if sent.to == [address]]


@pytest.mark.parametrize("language", OTHERS)
def test_every_subject_is_translated(language: str) -> None:
    for subject in mails.SUBJECTS.values():
        assert in_language(subject, language) != subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_goes_out_in_the_language_that_was_chosen(world: World, language: str) -> None:
    world.olga.locale = "it"
    transfer = offer(world.olga, world.ours, world.domain)
    mailing = transfers.mail(
        actor=world.olga,
        transfer_id=transfer.id,
        address="someone@new.example",
        language=language,
        only=False,
        at=NOW,
    )
    tasks.mail_link(mailing=str(mailing.id))
    wanted = in_language("Products are offered to you", language)
    assert subjects("someone@new.example") == [wanted]


def test_each_administrator_is_told_in_their_own_language(world: World) -> None:
    User.objects.filter(id=world.olga.id).update(locale="fr")
    User.objects.filter(id=world.adam.id).update(locale="de")
    transfer = offer(world.olga, world.ours, world.domain)
    for user in (world.olga, world.adam):
        mails.send_notice("transfer.expired", transfer.id, user.id, "source")
    expired = "A transfer has expired"
    assert subjects(world.olga.email) == [in_language(expired, "fr")]
    assert subjects(world.adam.email) == [in_language(expired, "de")]


@pytest.mark.parametrize(
    ("address", "language"), [("rui@people.example", "it"), ("unknown@nowhere.example", "es")]
)
def test_an_invitation_goes_out_in_the_language_of_who_is_known_else_in_the_chosen_one(
    world: World, address: str, language: str
) -> None:
    User.objects.filter(id=world.rui.id).update(locale="it")
    invitation = organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email=address,
        role="member",
        at=NOW,
        language="es",
    )
    mails.send_invitation(invitation.id)
    assert subjects(address) == [in_language("You are invited to an Organization", language)]


def test_a_mail_leaves_the_language_of_the_process_as_it_was(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    User.objects.filter(id=world.olga.id).update(locale="de")
    with translation.override("es"):
        mails.send_notice("transfer.expired", transfer.id, world.olga.id, "source")
        assert translation.get_language() == "es"
