"""Inviting people by mail, and taking an invitation up."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from changehands.core.activity import record
from changehands.core.emails import has_verified_address, known_address
from changehands.core.notifications import mark_answered, tell_invited
from changehands.core.operation import operation
from changehands.core.organizations import authority, places
from changehands.core.queue import defer
from changehands.kernel import links
from changehands.kernel.errors import (
    ChangehandsError,
    Conflict,
    Denied,
    Invalid,
    NotFound,
    TooMany,
)
from changehands.models import Invitation, Membership, Organization, User
from changehands.policy import languages
from changehands.policy.permissions import Permission
from changehands.policy.permissions import Permission as P
from changehands.policy.roles import Role

LIFE: Final = timedelta(days=14)
A_DAY: Final = 50


@operation
def invite(
    *,
    actor: User,
    organization_id: UUID,
    email: str,
    role: str,
    at: datetime,
    language: str = "",
) -> Invitation:
    """Invite an address into an Organization. The answer never tells whether it has an account.

    The mail is in the language given, else in the inviter's, unless the account that has proved
    this address reads another: only who reads the mail can tell.
    """
    address, role = known_address(email, field="email"), places.known_role(role)
    organization = authority.lock([organization_id])[organization_id]
    authority.require(P.MEMBERS_MANAGE, actor, organization)
    authority.require(_permission(role), actor, organization)
    _require_invitable(organization, address, at)
    invitation = Invitation.objects.create(
        organization=organization,
        email=address,
        role=role,
        language=languages.known(language or actor.locale),
        invited_by=actor,
        created_at=at,
        expires_at=at + LIFE,
    )
    defer("mail_invitation", invitation=str(invitation.id))
    _log("member.invited", invitation, actor, at)
    tell_invited(
        address,
        organization=organization.id,
        data={"by": str(actor), "role": role},
        subject=invitation.id,
        actor=actor,
        at=at,
    )
    return invitation


@operation
def withdraw_invitation(*, actor: User, invitation_id: UUID, at: datetime) -> Invitation:
    """Take an invitation back: its link is dead from now on."""
    home = (
        Invitation.objects.filter(id=invitation_id, organization__memberships__user=actor.pk)
        .values_list("organization_id", flat=True)
        .first()
    )
    if home is None:
        raise no_such_invitation()
    organization = authority.lock([home])[home]
    authority.require(P.MEMBERS_MANAGE, actor, organization)
    invitation = _lock_open(invitation_id)
    authority.require(_permission(Role(invitation.role)), actor, organization)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    _log("invitation.withdrawn", invitation, actor, at)
    return invitation


@operation
def accept_invitation(
    *, actor: User, invitation_id: UUID, at: datetime, link: str = ""
) -> Membership:
    """Take up an invitation to an address that the actor has proved to be theirs.

    The link, where it is at hand, lets someone signed in with another address know why they are
    refused; without it they are told of no invitation.
    """
    found = Invitation.objects.filter(id=invitation_id).first()
    if link:
        prove_invitation(invitation_id, link)
    if found is None or not (link or has_verified_address(actor, found.email)):
        raise no_such_invitation()
    if not has_verified_address(actor, found.email):
        raise _not_the_addressee()
    organization = authority.lock([found.organization_id])[found.organization_id]
    invitation = _lock_open(invitation_id)
    _require_alive(invitation, organization, at)
    if authority.role_in(actor, organization.id):
        raise _already_a_member(organization, str(actor))
    membership = Membership.objects.create(
        organization=organization, user=actor, role=invitation.role
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    places.log("member.joined", membership, actor, at, invited_by=str(invitation.invited_by))
    mark_answered(actor, "member.invited", subject=invitation.id, at=at)
    return membership


def invitation_address(invitation: Invitation) -> str:
    """The whole link; the secret stands in the fragment, which no browser sends anywhere."""
    secret = links.secret_for(settings.SECRET_KEY, invitation.id, 1, links.INVITATION)
    return f"{settings.BASE_URL}/i/{invitation.public_id}#{secret}"


def prove_invitation(invitation_id: UUID, text: str) -> Invitation:
    """The invitation to which a pasted link or code belongs. Raises Invalid, always the same."""
    secret = links.find_secret(text, links.INVITATION) or ""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = Invitation.objects.select_related("organization", "invited_by").filter(id=invitation_id)
    if links.is_well_formed(secret, links.INVITATION) and links.matches(
        secret, keys, invitation_id, 1, links.INVITATION
    ):
        for invitation in found:
            return invitation
    raise Invalid(
        "link-wrong",
        "This link or code is not valid. Copy the whole link from the message you received, "
        "or ask for a new invitation.",
        field="code",
    )


def _permission(role: Role) -> Permission:
    return P.OWNERS_MANAGE if role == Role.OWNER else P.MEMBERS_MANAGE


def _require_invitable(organization: Organization, address: str, at: datetime) -> None:
    if Membership.objects.filter(organization=organization, user__email=address).exists():
        raise _already_a_member(organization, address)
    asked = Invitation.objects.filter(organization=organization)
    if asked.filter(created_at__gt=at - timedelta(days=1)).count() >= A_DAY:
        raise TooMany(
            "too-many-invitations",
            "%(limit)s invitations a day are allowed. Try again tomorrow.",
            limit=A_DAY,
            retry_after=86400,
        )
    open_ones = asked.filter(email=address, accepted_at=None, withdrawn_at=None)
    open_ones.filter(expires_at__lte=at).update(withdrawn_at=at)
    if open_ones.exists():
        raise Conflict(
            "already-invited",
            "There is an open invitation of %(address)s. Withdraw it to send another.",
            address=address,
        )


def _lock_open(invitation_id: UUID) -> Invitation:
    invitation = (
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization", "invited_by")
        .get(id=invitation_id)
    )
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Conflict(
            "invitation-is-over",
            "This invitation was taken up or withdrawn. Ask for a new one.",
        )
    return invitation


def _require_alive(invitation: Invitation, organization: Organization, at: datetime) -> None:
    if invitation.expires_at <= at:
        raise Conflict("invitation-is-expired", "This invitation has expired. Ask for a new one.")
    try:
        permission = _permission(Role(invitation.role))
        authority.require(permission, invitation.invited_by, organization)
    except ChangehandsError as error:
        raise Denied(
            "inviter-not-entitled",
            "The person who invited you may no longer do so in %(organization)s. "
            "Ask another administrator there.",
            organization=organization.name,
        ) from error


def _already_a_member(organization: Organization, person: str) -> Conflict:
    return Conflict(
        "already-a-member",
        "%(person)s is in %(organization)s already.",
        person=person,
        organization=organization.name,
    )


def _not_the_addressee() -> Denied:
    return Denied(
        "not-the-addressee",
        "This invitation was sent to another e-mail address. Sign in with that address.",
    )


def no_such_invitation() -> NotFound:
    """The one answer for an invitation that is not there and for one that is not theirs."""
    return NotFound("invitation-not-found", "There is no such invitation, or it is not yours.")


def _log(event: str, invitation: Invitation, actor: User, at: datetime) -> None:
    facts = {"email": invitation.email, "role": invitation.role}
    sides = {invitation.organization_id: facts}
    record(event, actor=actor, at=at, sides=sides, subject=invitation.id)
