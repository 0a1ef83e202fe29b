"""In which Organization a call happens, and whether its subject is there."""

from uuid import UUID

from django.http import HttpRequest

from changehands.api.authentication import caller_of
from changehands.core.organizations import authority
from changehands.core.products import queries as products
from changehands.core.tokens.queries import place_of, require_home
from changehands.core.transfers import queries as transfers
from changehands.core.transfers.locking import no_such_transfer
from changehands.kernel.ids import from_public
from changehands.models import Membership
from changehands.policy.permissions import Permission as P


def place(request: HttpRequest, organization: str, permission: P) -> Membership:
    """The caller's place in the Organization of the address, if its role allows this."""
    return place_of(caller_of(request), from_public("organization", organization), permission)


def key_of(request: HttpRequest, noun: str, text: str) -> UUID:
    """The key of a thing. Raises NotFound for what is not the token's Organization's."""
    key = from_public(noun, text)
    require_home(caller_of(request), noun, key)
    return key


def product_seen(request: HttpRequest, text: str) -> tuple[products.Seen, Membership]:
    """A product on which the caller has a right, and their place with its holder."""
    caller = caller_of(request)
    seen = products.product_of(caller.user, key_of(request, "product", text))
    return seen, place_of(caller, seen.product.holder_id, P.PRODUCTS_VIEW_OWN)


def transfer_seen(request: HttpRequest, text: str) -> transfers.View:
    """A transfer as the caller's side sees it. Raises NotFound to strangers, Denied to members."""
    caller = caller_of(request)
    key = key_of(request, "transfer", text)
    bound = caller.organization_id
    seen = transfers.view(caller.user, key, preferred=bound)
    if bound is not None and seen.organization.id != bound:
        # the person may see it as the other side, but this token is for a side where they may not
        sides = {one.id: one for one in (seen.transfer.source, seen.transfer.destination) if one}
        raise authority.denied(P.TRANSFERS_VIEW, sides[bound])
    return seen


def transfer_of_source(request: HttpRequest, text: str) -> UUID:
    """The key of a transfer of whose source the token is good; the verb asks for the rest."""
    caller, key = caller_of(request), key_of(request, "transfer", text)
    if caller.organization_id is None:
        return key
    seen = transfers.view(caller.user, key, preferred=caller.organization_id)
    if seen.transfer.source_id != caller.organization_id:
        raise no_such_transfer()
    return key
