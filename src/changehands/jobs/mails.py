"""Writing and sending mails: text and HTML from templates/mail, in the recipient's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from smtplib import SMTPRecipientsRefused
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from changehands.core import organizations, transfers
from changehands.core.notifications import queries as notifications
from changehands.core.notifications import words
from changehands.core.transfers import voiding
from changehands.core.transfers.doubt import doubt_about, homes_of
from changehands.jobs.composing import compose
from changehands.jobs.sentences import sentence
from changehands.models import (
    Invitation,
    Mailing,
    Membership,
    Notification,
    Organization,
    Transfer,
    User,
)
from changehands.policy.permissions import Permission, allows
from changehands.policy.roles import ADMINISTRATORS

LISTED: Final = 10

# Subject lines are ours alone: no text that a user may choose ever stands in one (safety M24).
SUBJECTS: Final = {
    "link": gettext_noop("Products are offered to you"),
    "invitation": gettext_noop("You are invited to an Organization"),
    "transfer.started": gettext_noop("A transfer of your Organization has started"),
    "transfer.completed": gettext_noop("A transfer is completed"),
    "transfer.cancelled": gettext_noop("A transfer was cancelled"),
    "transfer.declined": gettext_noop("A transfer was declined"),
    "transfer.expired": gettext_noop("A transfer has expired"),
    "transfer.reminded": gettext_noop("A transfer expires soon"),
    "transfer.voided": gettext_noop("A transfer is void"),
    "access.granted": gettext_noop("You were given access"),
    "access.kept": gettext_noop("Your access came along with a product"),
    "access.revoked": gettext_noop("Access of yours was taken away"),
    "access.ended": gettext_noop("Access of yours has ended"),
    "team.member-added": gettext_noop("You were added to a work team"),
    "team.member-removed": gettext_noop("You were taken out of a work team"),
    "team.deleted": gettext_noop("A work team of yours was deleted"),
    "member.role-changed": gettext_noop("Your role has changed"),
    "member.removed": gettext_noop("You were removed from an Organization"),
}


def send_link(mailing_id: UUID, *, at: datetime) -> None:
    """Send the link of a mailing, unless it is sent, over, or its sender may not any more."""
    mailing = (
        Mailing.objects.select_related("transfer__source", "requested_by")
        .filter(id=mailing_id, sent_at=None, failure="")
        .first()
    )
    if mailing is None:
        return
    transfer = mailing.transfer
    if not transfer.is_waiting or not _may_send(mailing):
        Mailing.objects.filter(id=mailing.id).update(failure="not sent: no longer allowed or over")
        return
    try:
        _send_link(mailing)
    except SMTPRecipientsRefused:  # for good: asking again would not help
        Mailing.objects.filter(id=mailing.id).update(failure="the mail server refused the address")
    else:
        Mailing.objects.filter(id=mailing.id).update(sent_at=at)


def _send_link(mailing: Mailing) -> None:
    transfer = mailing.transfer
    items = list(transfer.items.filter(follows=False).order_by("name", "product_id")[:LISTED])
    send(
        "link",
        mailing.address,
        _language_of(mailing.address) or mailing.language,
        {
            "transfer": transfer,
            "sender": mailing.requested_by,
            "items": items,
            "more": transfer.item_count - len(items),
            "link": transfers.address(transfer),
            "doubt": _doubt(transfer.source, mailing.address),
        },
        message_id=f"<mailing.{mailing.public_id}@changehands>",
    )


def people_to_tell(event: str, transfer_id: UUID) -> dict[UUID, str]:
    """Every administrator of both sides who wants this mail, once, and as which side (R61)."""
    transfer = Transfer.objects.get(id=transfer_id)
    homes = {user.id: transfer.source_id for user in _administrators(transfer.source_id)}
    if transfer.destination_id:
        there = transfer.destination_id
        homes |= {user.id: there for user in _administrators(there)}
    unwanted = notifications.without_mail(event, homes)
    return {
        user: "source" if home == transfer.source_id else "destination"
        for user, home in homes.items()
        if user not in unwanted
    }


def send_own_notice(notification_id: UUID) -> None:
    """Tell one person of an act that concerns their own access or role."""
    told = (
        Notification.objects.select_related("user", "organization")
        .filter(id=notification_id, by_mail=True, user__is_active=True)
        .first()
    )
    if told is not None:
        send(
            told.verb,
            told.user.email,
            told.user.locale,
            {
                "notification": told,
                "sentence": partial(words.sentence, told),
                "address": f"{settings.BASE_URL}/notifications/",
            },
            template="access",
            message_id=f"<{told.public_id}@changehands>",
        )


def send_notice(event: str, transfer_id: UUID, user_id: UUID, side: str) -> None:
    """Tell one person what became of a transfer, unless their account was closed since."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        return
    transfer = Transfer.objects.select_related(
        "source", "destination", "started_by", "received_by", "ended_by"
    ).get(id=transfer_id)
    retired = voiding.retired_from(transfer) if event == "transfer.voided" else []
    send(
        event,
        user.email,
        user.locale,
        {
            "transfer": transfer,
            "home": transfer.source if side == "source" else transfer.destination,
            "sentence": partial(sentence, transfer, event, side=side, retired=retired),
            "address": f"{settings.BASE_URL}/transfers/{transfer.public_id}/",
        },
        template="notice",
        message_id=f"<{event}.{transfer.public_id}.{user.public_id}@changehands>",
    )


def send_invitation(invitation_id: UUID) -> None:
    """Send an invitation that is still open."""
    invitation = (
        Invitation.objects.select_related("organization", "invited_by")
        .filter(id=invitation_id, accepted_at=None, withdrawn_at=None)
        .first()
    )
    if invitation is not None:
        facts = {
            "invitation": invitation,
            "sender": invitation.invited_by,
            "link": organizations.invitation_address(invitation),
            "doubt": _doubt(invitation.organization, invitation.email),
        }
        language = _language_of(invitation.email) or invitation.language
        send("invitation", invitation.email, language, facts)


def send(
    subject: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    *,
    template: str = "",
    message_id: str = "",
) -> None:
    """Send one mail, HTML and text, to one address. Raises what the mail server raises."""
    with translation.override(language):
        heading = _(SUBJECTS[subject])
        facts = {**context, "base_url": settings.BASE_URL, "heading": heading}
        text = render_to_string(f"mail/{template or subject}.txt", facts)
        html = render_to_string(f"mail/{template or subject}.html", facts)
    headers = {"Message-ID": message_id} if message_id else {}
    compose(subject=heading, text=text, html=html, to=to, headers=headers).send()


def _language_of(address: str) -> str:
    # that of whoever proved the address to be theirs; the sender, who chose another, never learns
    proved = User.objects.filter(emailaddress__email=address, emailaddress__verified=True)
    return proved.values_list("locale", flat=True).first() or ""


def _doubt(organization: Organization, address: str) -> Callable[[], str]:
    # asked for while the mail is rendered, when its language is known
    return partial(doubt_about, organization, own=homes_of(address))


def _may_send(mailing: Mailing) -> bool:
    place = Membership.objects.filter(
        organization_id=mailing.transfer.source_id,
        user=mailing.requested_by,
        user__is_active=True,
    ).first()
    return allows(Permission.TRANSFERS_SEND, place.role if place else None)


def _administrators(organization_id: UUID) -> Iterable[User]:
    return User.objects.filter(
        memberships__organization_id=organization_id,
        memberships__role__in=ADMINISTRATORS,
        is_active=True,
    )
