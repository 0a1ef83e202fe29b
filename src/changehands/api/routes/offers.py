"""Transfers from the receiver's side: inspect a link, receive or decline."""

import re
from typing import Any, Final
from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpRequest

from changehands.api.authentication import caller_of
from changehands.api.problems import OfferChanged
from changehands.api.routes.places import transfer_of_source
from changehands.api.routes.transfers import language_of, seen_by
from changehands.api.routing import Resource, perform
from changehands.api.shapes.common import TransferId
from changehands.api.shapes.consequences import OfferPreview
from changehands.api.shapes.transfers import (
    Declined,
    Inspection,
    LinkOnly,
    Offer,
    OfferedProduct,
    OfferedProductPage,
    Reception,
    Transfer,
)
from changehands.core import transfers
from changehands.core.tokens.queries import place_of
from changehands.core.transfers import Consent, FactsChanged, Link, queries
from changehands.core.transfers.link import wrong_code
from changehands.kernel.clock import now
from changehands.kernel.errors import Invalid, NotFound, TooMany
from changehands.kernel.ids import from_public
from changehands.models import Transfer as TransferRow
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope

resource = Resource(tags=["offers"])
PUBLIC_ID: Final = re.compile(r"trf_[0-9a-z]{26}")


@resource.ask("/links/inspections", Scope.TRANSFERS_READ, Offer)
def inspect_link(request: HttpRequest, body: Inspection) -> Offer:
    """What a holder of the link may see: it changes nothing.

    Hand `preview.digest` back when you receive, to say that you read what you take on. Its
    products come in pages: send the same with `cursor` for the next one.
    """
    offer = queries.offer(_proven(request, body.link), at=now())
    if not offer.is_open:
        return Offer.of(offer, may_receive=False, products=None, preview=None, actions=[])
    caller, row = caller_of(request), offer.transfer
    there = None
    if body.destination_id:
        wanted = from_public("organization", body.destination_id)
        there = place_of(caller, wanted, P.TRANSFERS_RECEIVE).organization_id
    page = queries.offered_products(row, after=body.cursor, size=body.limit)
    shown = queries.consequences(row, destination=there, at=now())
    entitled = queries.may_receive_by_link(caller.user, row)
    may = [str(P.TRANSFERS_RECEIVE)] if entitled and caller.may(Scope.TRANSFERS_WRITE) else []
    products = [OfferedProduct.of(one) for one in page.rows]
    return Offer.of(
        offer,
        may_receive=entitled,
        products=OfferedProductPage(items=products, next=page.next),
        preview=OfferPreview.of(shown),
        actions=may,
    )


@resource.write("POST", "/transfers/{transfer}/reception", Scope.TRANSFERS_WRITE, Transfer, 201)
def receive_transfer(request: HttpRequest, transfer: TransferId, body: Reception) -> Any:
    """Take over every product of a waiting transfer, at one instant.

    With `link` or `secret` as a receiver, with `digest` from the inspection of the link. Without,
    as an administrator of the source who may also receive in the destination, with `digest` from
    the preview with that destination: the token is then one of the source.
    """
    caller, there = caller_of(request), from_public("organization", body.destination_id)
    consent = Consent(body.conditions, language_of(caller), body.digest)
    text = body.link or body.secret
    if text is None:
        return perform(
            request,
            transfers.direct,
            lambda row: seen_by(request, row, row.source),
            transfer_id=transfer_of_source(request, transfer),
            destination_id=there,
            consent=consent,
        )
    link = _prove(request, from_public("transfer", transfer), text)
    place_of(caller, there, P.TRANSFERS_RECEIVE)
    try:
        return perform(
            request,
            transfers.receive,
            lambda row: seen_by(request, row, row.destination),
            link=link,
            destination_id=there,
            consent=consent,
        )
    except FactsChanged as change:  # without what only the source may know
        raise OfferChanged(change) from change


@resource.write("POST", "/transfers/{transfer}/refusal", Scope.TRANSFERS_WRITE, Declined, 201)
def decline_transfer(request: HttpRequest, transfer: TransferId, body: LinkOnly) -> Any:
    """Refuse an offer as someone who holds its link."""

    def rendered(row: TransferRow) -> Declined:
        state: Any = row.state
        return Declined(transfer_id=row.public_id, state=state, actions=[])

    link = _prove(request, from_public("transfer", transfer), body.link)
    return perform(request, transfers.decline, rendered, link=link)


def _proven(request: HttpRequest, text: str) -> Link:
    """The proof from a whole link, which names its transfer."""
    found = PUBLIC_ID.search(text)
    if found is None:
        raise _counted(request, wrong_code())
    try:
        key = from_public("transfer", found.group())
    except NotFound as error:
        raise _counted(request, wrong_code()) from error
    return _prove(request, key, text)


def _prove(request: HttpRequest, transfer: UUID, text: str) -> Link:
    try:
        return transfers.prove(transfer, text)
    except Invalid as problem:
        raise _counted(request, problem) from problem


def _counted(request: HttpRequest, problem: Invalid) -> Invalid | TooMany:
    """The refusal of a wrong code; after many from one address, that of a limit."""
    if ratelimit.consume(request, action="wrong_code"):
        return problem
    return TooMany("too-many-codes", "Too many wrong codes. Try again in a minute.", retry_after=60)
