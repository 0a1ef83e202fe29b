"""Transfers from the source's side: preview, start, send, and what may happen until it is over."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query

from changehands.api import actions
from changehands.api.authentication import caller_of
from changehands.api.routes.places import place, transfer_of_source, transfer_seen
from changehands.api.routing import Cursor, Limit, Resource, Search, perform
from changehands.api.shapes.common import OrganizationId, TransferId
from changehands.api.shapes.consequences import Preview
from changehands.api.shapes.transfers import (
    Acceptance,
    Destination,
    DestinationList,
    Extension,
    Item,
    ItemPage,
    Mailing,
    NewMailing,
    NewPreview,
    NewTransfer,
    StartedTransfer,
    Transfer,
    TransferDetail,
    TransferPage,
)
from changehands.core import transfers
from changehands.core.organizations import authority
from changehands.core.tokens.queries import Caller
from changehands.core.transfers import Consent, queries
from changehands.core.transfers.giving import start_and_direct, start_and_send
from changehands.core.transfers.offering import require_held
from changehands.kernel.clock import now
from changehands.kernel.errors import Invalid
from changehands.kernel.ids import from_public
from changehands.models import Mailing as MailingRow
from changehands.models import Organization
from changehands.models import Transfer as TransferRow
from changehands.policy.catalogue import LANGUAGES
from changehands.policy.permissions import Permission as P
from changehands.policy.roles import Role
from changehands.policy.scopes import Scope

resource = Resource(tags=["transfers"])
StateFilter = Annotated[
    Literal["", "waiting", "completed", "cancelled", "declined", "expired", "void"],
    Query("", description="Only those in this state."),
]
Direction = Annotated[
    Literal["", "out", "in"], Query("", description="Only those handed over, or received.")
]

ByStart = Annotated[
    Literal["-started_at", "started_at"], Query("-started_at", description="By start.")
]


def language_of(caller: Caller, wanted: str | None = None) -> str:
    """The language asked for, else the person's own, else English."""
    known = [code for code in (wanted, caller.user.locale) if code in LANGUAGES]
    return known[0] if known and known[0] else "en"


@resource.ask("/organizations/{organization}/transfer-previews", Scope.TRANSFERS_READ, Preview)
def preview_transfer(
    request: HttpRequest, organization: OrganizationId, body: NewPreview
) -> Preview:
    """What handing over these products will do: it changes nothing.

    Hand its `digest` back when you start, to say that these consequences were read. With
    `destination_id` they are those of handing over to this Organization of yours.
    """
    own = place(request, organization, P.TRANSFERS_START)
    keys = [from_public("product", one) for one in body.product_ids]
    require_held(keys, own.organization)
    chosen = body.destination_id and _destination(request, own.organization, body.destination_id)
    shown = transfers.compute(
        keys,
        source=own.organization_id,
        destination=chosen.id if chosen else None,
        at=now(),
    )
    return Preview.of(shown)


@resource.read("/organizations/{organization}/destinations", Scope.TRANSFERS_READ, DestinationList)
def list_destinations(request: HttpRequest, organization: OrganizationId) -> DestinationList:
    """The other Organizations of the token's person, to which they could hand over at once."""
    own = place(request, organization, P.TRANSFERS_START)
    rows = queries.destinations(caller_of(request).user, source=own.organization)
    may = actions.among(caller_of(request), own, [P.TRANSFERS_START])
    items = [Destination.of(row, may if row.is_open else []) for row in rows]
    return DestinationList(items=items, next=None)


@resource.write(
    "POST", "/organizations/{organization}/transfers", Scope.TRANSFERS_WRITE, StartedTransfer, 201
)
def start_transfer(request: HttpRequest, organization: OrganizationId, body: NewTransfer) -> Any:
    """Offer products. Nothing changes hands until someone receives them.

    With `email` the link is sent there; with `destination_id` the products go to this Organization
    of yours at once. Either all of it happens, or nothing. Where the consequences were not read,
    or have changed since, the problem `warnings-unread` or `facts-changed` brings the `preview`.
    """
    own, caller = place(request, organization, P.TRANSFERS_START), caller_of(request)
    verb, more = _way(caller, body)

    def rendered(started: TransferRow) -> StartedTransfer:
        seen = queries.View(started, own.organization, Role(own.role))
        facts = Transfer.facts(seen, actions.on_transfer(caller, seen, at=now()))
        link = transfers.address(started) if started.is_waiting else None
        return StartedTransfer(link=link, **facts)

    return perform(
        request,
        verb,
        rendered,
        source_id=own.organization_id,
        products=[from_public("product", one) for one in body.product_ids],
        consent=Consent(body.conditions, language_of(caller), body.digest),
        days=body.expires_in,
        **more,
    )


@resource.read("/organizations/{organization}/transfers", Scope.TRANSFERS_READ, TransferPage)
def list_transfers(
    request: HttpRequest,
    organization: OrganizationId,
    state: StateFilter = "",
    direction: Direction = "",
    search: Search = "",
    sort: ByStart = "-started_at",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> TransferPage:
    """The transfers of an Organization: out, in, or both."""
    own, caller, at = place(request, organization, P.TRANSFERS_VIEW), caller_of(request), now()
    page = queries.page(
        own.organization,
        states=[state] if state else [],
        direction=direction,
        search=search,
        oldest_first=sort == "started_at",
        after=cursor,
        size=limit,
    )
    views = [queries.View(row, own.organization, Role(own.role)) for row in page.rows]
    items = [Transfer.of(seen, actions.on_transfer(caller, seen, at=at)) for seen in views]
    return TransferPage(items=items, next=page.next)


@resource.read("/transfers/{transfer}", Scope.TRANSFERS_READ, TransferDetail)
def show_transfer(request: HttpRequest, transfer: TransferId) -> TransferDetail:
    """One transfer, as the token's side sees it.

    While it waits, administrators of the source find its `link` here, with `transfers:write`.
    """
    seen, caller = transfer_seen(request, transfer), caller_of(request)
    may = actions.on_transfer(caller, seen, at=now())
    row = seen.transfer
    acceptances = row.acceptances.select_related("user", "organization").order_by("-side")
    return TransferDetail(
        link=transfers.address(row) if P.TRANSFERS_SEND in may else None,
        acceptances=[Acceptance.of(one) for one in acceptances],
        **Transfer.facts(seen, may),
    )


@resource.read("/transfers/{transfer}/items", Scope.TRANSFERS_READ, ItemPage)
def list_items(
    request: HttpRequest, transfer: TransferId, cursor: Cursor = "", limit: Limit = 50
) -> ItemPage:
    """The products of a transfer, as they were when they were offered."""
    seen = transfer_seen(request, transfer)
    page = queries.items(seen.transfer, after=cursor, size=limit)
    return ItemPage(items=[Item.of(row) for row in page.rows], next=page.next)


@resource.write("POST", "/transfers/{transfer}/mailings", Scope.TRANSFERS_WRITE, Mailing, 202)
def mail_link(request: HttpRequest, transfer: TransferId, body: NewMailing) -> Any:
    """Send the link to an address.

    The answer never tells whether the address is known. With `bound` it alone may receive.
    """

    def rendered(row: MailingRow) -> Mailing:
        return Mailing(
            email=row.address, language=row.language, requested_at=row.requested_at, actions=[]
        )

    return perform(
        request,
        transfers.mail,
        rendered,
        transfer_id=transfer_of_source(request, transfer),
        address=body.email,
        language=language_of(caller_of(request), body.language),
        only=body.bound,
    )


@resource.write("POST", "/transfers/{transfer}/links", Scope.TRANSFERS_WRITE, Transfer, 201)
def reissue_link(request: HttpRequest, transfer: TransferId) -> Any:
    """Issue a new link, which kills the old one. Read it with GET on the transfer."""
    return _act(request, transfers.relink, transfer)


@resource.write("POST", "/transfers/{transfer}/cancellation", Scope.TRANSFERS_WRITE, Transfer, 201)
def cancel_transfer(request: HttpRequest, transfer: TransferId) -> Any:
    """Take a waiting offer back: the products stay where they are."""
    return _act(request, transfers.cancel, transfer)


@resource.write("POST", "/transfers/{transfer}/extension", Scope.TRANSFERS_WRITE, Transfer, 201)
def extend_transfer(request: HttpRequest, transfer: TransferId, body: Extension) -> Any:
    """Let a waiting transfer wait this many days from now."""
    return _act(request, transfers.extend, transfer, days=body.expires_in)


def seen_by(request: HttpRequest, row: TransferRow, organization: Organization) -> Transfer:
    """A transfer after a verb, as an administrator of this side sees it."""
    caller = caller_of(request)
    role = authority.role_in(caller.user, organization.id) or Role.EXTERNAL
    seen = queries.View(row, organization, role)
    return Transfer.of(seen, actions.on_transfer(caller, seen, at=now()))


def _act(request: HttpRequest, verb: Any, transfer: str, **arguments: Any) -> Any:
    return perform(
        request,
        verb,
        lambda row: seen_by(request, row, row.source),
        transfer_id=transfer_of_source(request, transfer),
        **arguments,
    )


def _way(caller: Caller, body: NewTransfer) -> tuple[Any, dict[str, Any]]:
    """The verb for the way on that was asked for, and what it takes beside the products."""
    if body.email and body.destination_id:
        raise Invalid(
            "two-ways",
            "Send either email or destination_id: products that go at once need no link.",
            field="destination_id",
        )
    if body.bound and not body.email:
        raise Invalid("address-missing", "Say to which address it is bound.", field="email")
    if body.destination_id:
        there = from_public("organization", body.destination_id)
        return start_and_direct, {"destination_id": there}
    if body.email:
        language = language_of(caller, body.language)
        return start_and_send, {"email": body.email, "language": language, "only": body.bound}
    return transfers.start, {}


def _destination(request: HttpRequest, source: Organization, text: str) -> Organization:
    """One of the person's own Organizations in which they may receive."""
    wanted = from_public("organization", text)
    for row in queries.destinations(caller_of(request).user, source=source):
        if row.organization.id == wanted and row.refusal == "role":
            raise authority.denied(P.TRANSFERS_RECEIVE, row.organization)
        if row.organization.id == wanted:
            return row.organization
    raise authority.no_such_organization()
