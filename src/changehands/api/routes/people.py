"""The people of an Organization, and who is invited."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query

from changehands.api.authentication import caller_of
from changehands.api.routes.places import key_of, place
from changehands.api.routing import Cursor, Limit, Resource, Search, nothing, perform
from changehands.api.shapes.common import InvitationId, MembershipId, OrganizationId
from changehands.api.shapes.organizations import (
    InvitationPage,
    Member,
    MemberPage,
    NewInvitation,
    OpenInvitation,
    RoleChange,
)
from changehands.core import organizations
from changehands.core.organizations import queries
from changehands.core.tokens.queries import place_of
from changehands.kernel.clock import now
from changehands.models import Invitation, Membership
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope

resource = Resource(tags=["people"])
RoleFilter = Annotated[
    Literal["", "owner", "admin", "member", "external"],
    Query("", description="Only people with this role."),
]


@resource.read("/organizations/{organization}/members", Scope.MEMBERS_READ, MemberPage)
def list_members(
    request: HttpRequest,
    organization: OrganizationId,
    search: Search = "",
    role: RoleFilter = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> MemberPage:
    """The people of an Organization by name."""
    own = place(request, organization, P.MEMBERS_VIEW)
    page = queries.members_page(
        own.organization_id, search=search, role=role, after=cursor, size=limit
    )
    last = queries.last_owner(own.organization_id)
    items = [
        Member.of(caller_of(request), own, row, row.membership.id == last) for row in page.rows
    ]
    return MemberPage(items=items, next=page.next)


@resource.write("PATCH", "/members/{member}", Scope.MEMBERS_WRITE, Member)
def change_role(request: HttpRequest, member: MembershipId, body: RoleChange) -> Any:
    """Give a member another role.

    Only legal representatives make and unmake legal representatives, and the last one stays.
    """
    key = key_of(request, "membership", member)

    def rendered(changed: Membership) -> Member:
        caller, home = caller_of(request), changed.organization_id
        own = place_of(caller, home, P.ORGANIZATION_VIEW)
        row = queries.member(home, changed.id)
        return Member.of(caller, own, row, changed.id == queries.last_owner(home))

    return perform(request, organizations.change_role, rendered, membership_id=key, role=body.role)


@resource.write("DELETE", "/members/{member}", Scope.MEMBERS_WRITE, None, 204)
def remove_member(request: HttpRequest, member: MembershipId) -> Any:
    """End a person's place in an Organization, and with it their rights on its products.

    One's own place can be ended too, unless one is the last legal representative: the token ends
    with it.
    """
    key, caller = key_of(request, "membership", member), caller_of(request)
    own = queries.own_place(caller.user, key)
    if own is not None:
        return perform(
            request,
            organizations.leave,
            nothing,
            organization_id=own.organization_id,
            ends_token=True,
        )
    return perform(request, organizations.remove_member, nothing, membership_id=key)


@resource.read("/organizations/{organization}/invitations", Scope.MEMBERS_READ, InvitationPage)
def list_invitations(
    request: HttpRequest, organization: OrganizationId, cursor: Cursor = "", limit: Limit = 50
) -> InvitationPage:
    """The invitations that can still be taken up, by address."""
    own = place(request, organization, P.MEMBERS_MANAGE)
    page = queries.invitations_open(own.organization_id, at=now(), after=cursor, size=limit)
    items = [OpenInvitation.of(caller_of(request), own, row) for row in page.rows]
    return InvitationPage(items=items, next=page.next)


@resource.write(
    "POST", "/organizations/{organization}/invitations", Scope.MEMBERS_WRITE, OpenInvitation, 201
)
def invite(request: HttpRequest, organization: OrganizationId, body: NewInvitation) -> Any:
    """Invite an address by mail. The answer never tells whether it has an account."""
    own = place(request, organization, P.MEMBERS_MANAGE)

    def rendered(made: Invitation) -> OpenInvitation:
        return OpenInvitation.of(caller_of(request), own, made)

    return perform(
        request,
        organizations.invite,
        rendered,
        organization_id=own.organization_id,
        email=body.email,
        role=body.role,
        language=body.language or "",
    )


@resource.write("DELETE", "/invitations/{invitation}", Scope.MEMBERS_WRITE, None, 204)
def withdraw_invitation(request: HttpRequest, invitation: InvitationId) -> Any:
    """Take an invitation back: its link is dead from now on."""
    key = key_of(request, "invitation", invitation)
    return perform(request, organizations.withdraw_invitation, nothing, invitation_id=key)
