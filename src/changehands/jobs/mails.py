"""Writing and sending mails: text and HTML from templates/mail, in the recipient's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from changehands.core import organizations, transfers
from changehands.models import Invitation, Mailing, Membership, Transfer, User
from changehands.policy.permissions import Permission, allows
from changehands.policy.roles import ADMINISTRATORS

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
    names = list(
        transfer.items.filter(follows=False).order_by("name").values_list("name", flat=True)[:10]
    )
    send(
        "link",
        mailing.address,
        mailing.language,
        {
            "transfer": transfer,
            "sender": mailing.requested_by,
            "names": names,
            "more": transfer.item_count - len(names),
            "link": transfers.address(transfer),
        },
        message_id=f"<mailing.{mailing.public_id}@changehands>",
    )


def people_to_tell(transfer_id: UUID) -> dict[UUID, str]:
    """Every administrator of both sides, once, and the side they are told as (R61)."""
    transfer = Transfer.objects.get(id=transfer_id)
    told = {user.id: "source" for user in _administrators(transfer.source_id)}
    if transfer.destination_id:
        told |= {user.id: "destination" for user in _administrators(transfer.destination_id)}
    return told


def send_notice(event: str, transfer_id: UUID, user_id: UUID, side: str) -> None:
    """Tell one person what became of a transfer."""
    transfer = Transfer.objects.select_related(
        "source", "destination", "started_by", "received_by"
    ).get(id=transfer_id)
    user = User.objects.get(id=user_id)
    send(
        event,
        user.email,
        user.locale,
        {"transfer": transfer, "event": event, "side": side},
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
            "link": organizations.invitation_address(invitation),
        }
        send("invitation", invitation.email, invitation.invited_by.locale, facts)


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
    headers = {"Auto-Submitted": "auto-generated"}
    if message_id:
        headers["Message-ID"] = message_id
    message = EmailMultiAlternatives(subject=heading, body=text, to=[to], headers=headers)
    message.attach_alternative(html, "text/html")
    message.send()


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
