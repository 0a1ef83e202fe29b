"""Who am I, and where may I act."""

from typing import Any

from django.http import HttpRequest

from changehands.api.authentication import caller_of
from changehands.api.routes.places import place
from changehands.api.routing import Cursor, Limit, Resource, perform
from changehands.api.shapes.common import OrganizationId, OrganizationRef, Person
from changehands.api.shapes.organizations import (
    Me,
    NewOrganization,
    Organization,
    OrganizationChange,
    OrganizationPage,
    Token,
)
from changehands.core import organizations
from changehands.core.tokens.queries import place_of, places_of
from changehands.models import Membership
from changehands.models import Organization as OrganizationRow
from changehands.policy.permissions import Permission as P
from changehands.policy.roles import Role
from changehands.policy.scopes import Scope

resource = Resource(tags=["organizations"])


@resource.read("/me", None, Me)
def show_me(request: HttpRequest) -> Me:
    """Who the token acts for.

    Any token may ask this, whatever its scopes.
    """
    caller = caller_of(request)
    bound = caller.organization_id
    here = place_of(caller, bound, P.ORGANIZATION_VIEW) if bound else None
    return Me(
        person=Person.of(caller.user),
        locale=caller.user.locale,
        organization=OrganizationRef.of(here.organization) if here else None,
        token=Token.of(caller, caller.token, here),
    )


@resource.read("/organizations", Scope.ORGANIZATIONS_READ, OrganizationPage)
def list_organizations(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50
) -> OrganizationPage:
    """Where the token may act, by name.

    A token that is bound to an Organization sees that one only.
    """
    caller = caller_of(request)
    page = places_of(caller, after=cursor, size=limit)
    items = [Organization.of(caller, row) for row in page.rows]
    return OrganizationPage(items=items, next=page.next)


@resource.write("POST", "/organizations", Scope.ORGANIZATIONS_WRITE, Organization, 201)
def create_organization(request: HttpRequest, body: NewOrganization) -> Any:
    """Make an Organization, whose legal representative the token's person becomes.

    A token that is bound to another Organization can make one, but not act in it.
    """
    caller = caller_of(request)

    def rendered(made: OrganizationRow) -> Organization:
        own = Membership(organization=made, user=caller.user, role=Role.OWNER)
        shape = Organization.of(caller, own)
        is_ours = caller.organization_id is None
        return shape if is_ours else shape.model_copy(update={"actions": []})

    return perform(request, organizations.create, rendered, **body.model_dump())


@resource.read("/organizations/{organization}", Scope.ORGANIZATIONS_READ, Organization)
def show_organization(request: HttpRequest, organization: OrganizationId) -> Organization:
    """One Organization."""
    own = place(request, organization, P.ORGANIZATION_VIEW)
    return Organization.of(caller_of(request), own)


@resource.write("PATCH", "/organizations/{organization}", Scope.ORGANIZATIONS_WRITE, Organization)
def edit_organization(
    request: HttpRequest, organization: OrganizationId, body: OrganizationChange
) -> Any:
    """Change what an Organization is called, is, and pays in.

    What is left out, or null, stays as it is.
    """
    own = place(request, organization, P.ORGANIZATION_EDIT)
    before = {name: getattr(own.organization, name) for name in OrganizationChange.model_fields}
    after = before | body.model_dump(exclude_none=True)

    def rendered(row: OrganizationRow) -> Organization:
        own.organization = row
        return Organization.of(caller_of(request), own)

    return perform(
        request, organizations.edit, rendered, organization_id=own.organization_id, **after
    )
