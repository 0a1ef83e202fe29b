"""Reading the activity log of one Organization. Who may ask is decided before (ACTIVITY_VIEW)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from changehands.core.paging import SIZE, Page, page_of
from changehands.core.searching import words
from changehands.kernel.ids import to_public
from changehands.models import Event, TransferItem, User

COLUMNS: Final = ("time", "person", "address", "action", "facts", "event")
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for. `verb` is a whole verb or a noun; both days are part of the time."""

    verb: str = ""
    person: UUID | None = None
    product: UUID | None = None
    since: date | None = None
    until: date | None = None


def events_page(
    organization_id: UUID,
    filters: Filters = Filters(),
    *,
    oldest_first: bool = False,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Event]:
    """What happened in an Organization, newest first unless said; too long to be counted."""
    rows = _found(organization_id, filters)
    return page_of(rows, "id", after=after, size=size, descending=not oldest_first)


def actors_of(organization_id: UUID) -> "QuerySet[User]":
    """The people of an Organization by name, for the filter."""
    rows = User.objects.filter(memberships__organization_id=organization_id)
    return rows.order_by("name", "email")


def export(organization_id: UUID, filters: Filters = Filters()) -> Iterator[str]:
    """The log as lines of CSV, the oldest first; no cell of it is a formula to a spreadsheet."""
    lines = csv.writer(_Echo())
    yield lines.writerow(COLUMNS)
    for event in _found(organization_id, filters).order_by("id").iterator(chunk_size=1000):
        yield lines.writerow([_inert(cell) for cell in _cells(event)])


class _Echo:
    """A file for csv.writer that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _cells(event: Event) -> tuple[str, ...]:
    return (
        event.at.isoformat(),
        str(event.actor) if event.actor else "",
        event.actor.email if event.actor else "",
        event.verb,
        "; ".join(f"{key}: {_flat(value)}" for key, value in event.data.items()),
        event.public_id,
    )


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_flat(inner)}" for key, inner in value.items())
    return str(value)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


def _found(organization_id: UUID, filters: Filters) -> "QuerySet[Event]":
    rows = Event.objects.filter(organization_id=organization_id).select_related("actor")
    if verb := words(filters.verb):
        rows = rows.filter(Q(verb=verb) | Q(verb__startswith=f"{verb}."))
    if filters.person:
        person = filters.person
        rows = rows.filter(Q(actor_id=person) | Q(data__user=to_public("user", person)))
    if filters.product:
        items = TransferItem.objects.filter(product_id=filters.product)
        rows = rows.filter(Q(subject=filters.product) | Q(subject__in=items.values("transfer_id")))
    if filters.since:
        rows = rows.filter(at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=_midnight(filters.until) + timedelta(days=1))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
