"""What is read only: invoices, the log, the conditions and the catalogue."""

from datetime import date
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Query

from changehands.api import actions
from changehands.api.authentication import caller_of
from changehands.api.routes.places import place
from changehands.api.routing import Cursor, Limit, Resource, Search
from changehands.api.shapes.common import OrganizationId
from changehands.api.shapes.products import (
    Conditions,
    Invoice,
    InvoicePage,
    Kind,
    KindList,
)
from changehands.api.shapes.transfers import Event, EventPage
from changehands.core.activity.queries import Filters, events_page
from changehands.core.products.invoices import invoices_page
from changehands.kernel.ids import from_public
from changehands.policy import catalogue, conditions
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope

resource = Resource(tags=["records"])
ProductFilter = Annotated[
    str, Query("", pattern=r"^(prd_[0-9a-z]{26})?$", description="Only of this product.")
]
PersonFilter = Annotated[
    str, Query("", pattern=r"^(usr_[0-9a-z]{26})?$", description="Only by or about this person.")
]
Verb = Annotated[
    str,
    Query(
        "",
        max_length=60,
        pattern=r"^[a-z.-]*$",
        description="A whole verb, as `transfer.completed`, or its noun, as `transfer`.",
    ),
]
Paid = Annotated[Literal["", "open", "paid"], Query("", description="Only those in this state.")]
ByIssue = Annotated[
    Literal["-issued_on", "issued_on"], Query("-issued_on", description="By day of issue.")
]
ByTime = Annotated[Literal["-at", "at"], Query("-at", description="By time.")]
Day = Annotated[date | None, Query(None, description="A day, as 2026-11-22; both are included.")]


@resource.read("/organizations/{organization}/invoices", Scope.INVOICES_READ, InvoicePage)
def list_invoices(
    request: HttpRequest,
    organization: OrganizationId,
    product: ProductFilter = "",
    state: Paid = "",
    search: Search = "",
    sort: ByIssue = "-issued_on",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> InvoicePage:
    """The invoices of an Organization: they stay when the product goes."""
    own = place(request, organization, P.INVOICES_VIEW)
    page = invoices_page(
        own.organization_id,
        product=from_public("product", product) if product else None,
        state=state,
        search=search,
        oldest_first=sort == "issued_on",
        after=cursor,
        size=limit,
    )
    may = actions.among(caller_of(request), own, [P.INVOICES_VIEW])
    return InvoicePage(items=[Invoice.of(row, may) for row in page.rows], next=page.next)


@resource.read("/organizations/{organization}/events", Scope.EVENTS_READ, EventPage)
def list_events(
    request: HttpRequest,
    organization: OrganizationId,
    verb: Verb = "",
    person: PersonFilter = "",
    product: ProductFilter = "",
    since: Day = None,
    until: Day = None,
    sort: ByTime = "-at",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> EventPage:
    """What happened in an Organization."""
    own = place(request, organization, P.ACTIVITY_VIEW)
    filters = Filters(
        verb=verb,
        person=from_public("user", person) if person else None,
        product=from_public("product", product) if product else None,
        since=since,
        until=until,
    )
    page = events_page(
        own.organization_id, filters, oldest_first=sort == "at", after=cursor, size=limit
    )
    return EventPage(items=[Event.of(row) for row in page.rows], next=page.next)


@resource.read("/conditions", None, Conditions)
def show_conditions(request: HttpRequest) -> Conditions:
    """The general conditions in force, and where to read them."""
    version = conditions.CURRENT
    address = f"{settings.BASE_URL}/conditions/{version}/"
    return Conditions(version=version, address=address, actions=[])


@resource.read("/kinds", None, KindList)
def list_kinds(request: HttpRequest) -> KindList:
    """Every kind of product with its rules, by code."""
    kinds = sorted(catalogue.current().kinds.values(), key=lambda kind: kind.code)
    return KindList(items=[Kind.of(kind) for kind in kinds], next=None)
