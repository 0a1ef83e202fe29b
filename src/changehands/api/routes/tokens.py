"""Tokens of an Organization."""

from typing import Any

from django.http import HttpRequest

from changehands.api.authentication import caller_of
from changehands.api.routes.places import key_of, place
from changehands.api.routing import Cursor, Limit, Resource, nothing, perform
from changehands.api.shapes.common import OrganizationId, TokenId
from changehands.api.shapes.organizations import MadeToken, NewToken, Token, TokenPage
from changehands.core import tokens
from changehands.core.tokens.queries import tokens_page
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope

resource = Resource(tags=["tokens"])


@resource.read("/organizations/{organization}/tokens", Scope.TOKENS_WRITE, TokenPage)
def list_tokens(
    request: HttpRequest, organization: OrganizationId, cursor: Cursor = "", limit: Limit = 50
) -> TokenPage:
    """The tokens of an Organization that are not revoked, by name."""
    own = place(request, organization, P.TOKENS_MANAGE)
    page = tokens_page(own.organization_id, after=cursor, size=limit)
    items = [Token.of(caller_of(request), row, own) for row in page.rows]
    return TokenPage(items=items, next=page.next)


@resource.write("POST", "/organizations/{organization}/tokens", Scope.TOKENS_WRITE, MadeToken, 201)
def make_token(request: HttpRequest, organization: OrganizationId, body: NewToken) -> Any:
    """Make a token of one's own, with a secret that is shown this once.

    It may do no more, and last no longer, than the token that makes it.
    """
    own, caller = place(request, organization, P.TOKENS_MANAGE), caller_of(request)
    return perform(
        request,
        tokens.make,
        lambda made: MadeToken.made(caller, made, own),
        organization_id=own.organization_id,
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at,
        within=caller.token,
    )


@resource.write("DELETE", "/tokens/{token}", Scope.TOKENS_WRITE, None, 204)
def revoke_token(request: HttpRequest, token: TokenId) -> Any:
    """End a token at once: one's own, or any of an Organization that one administers."""
    key = key_of(request, "token", token)
    is_own = key == caller_of(request).token.id
    return perform(request, tokens.revoke, nothing, token_id=key, ends_token=is_own)
