"""`actions`: what a token may do with one object now, from the same map that the verbs ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from changehands.core.tokens import Caller
from changehands.core.transfers.lifecycle import TRANSFER
from changehands.core.transfers.queries import View
from changehands.models import Membership, Organization
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.policy.roles import Role
from changehands.policy.scopes import NEEDED

BY_THE_SOURCE: Final = frozenset({"direct", "mail", "relink", "extend", "cancel"})


def in_organization(caller: Caller, place: Membership) -> list[str]:
    """Everything that may be done in an Organization."""
    return among(caller, place, P)


def among(
    caller: Caller, place: Membership, wanted: Iterable[P], *, granted: Iterable[P] = ()
) -> list[str]:
    """Which of the wanted acts the role, the state of the Organization and the token allow.

    `granted` are those that something else than the role allows here.
    """
    more = set(granted)
    allowed = {one for one in wanted if one in more or allows(one, place.role)}
    return _narrowed(caller, place.organization, allowed)


def on_transfer(caller: Caller, seen: View, *, at: datetime) -> list[str]:
    """What may be done with a transfer as one of its sides."""
    transfer, wanted = seen.transfer, {P.TRANSFERS_VIEW}
    if seen.is_source and transfer.expires_at > at:
        wanted |= {
            P(row.permission)
            for verb, row in TRANSFER.transitions.items()
            if verb in BY_THE_SOURCE and transfer.state in row.sources
        }
    allowed = {one for one in wanted if allows(one, seen.role)}
    return _narrowed(caller, seen.organization, allowed)


def on_member(
    caller: Caller, own: Membership, member: Membership, *, is_last_owner: bool
) -> list[str]:
    """What may be done with a person's place."""
    needed = P.OWNERS_MANAGE if member.role == Role.OWNER else P.MEMBERS_MANAGE
    acts = {P.MEMBERS_VIEW}
    if not is_last_owner:
        acts |= {P.MEMBERS_MANAGE} if allows(needed, own.role) else set()
        acts |= {P.ORGANIZATION_LEAVE} if member.user_id == own.user_id else set()
    return among(caller, own, acts)


def _narrowed(caller: Caller, organization: Organization, allowed: set[P]) -> list[str]:
    if organization.frozen_at is not None:
        allowed = {one for one in allowed if ".view" in one}
    return [str(one) for one in P if one in allowed and caller.may(NEEDED[one])]
