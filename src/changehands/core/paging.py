"""Keyset pages: a page and the cursor of the next, whatever the size of the table."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, QuerySet, Value
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from changehands.kernel.errors import Invalid

SIZE: Final = 50
Row = TypeVar("Row")
Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows and, unless they are the last, the cursor of what comes after."""

    rows: Sequence[Row]
    next: str | None = None
    total: int | None = None  # of all pages, where it was asked for


def page_of(
    rows: "QuerySet[Record]",
    *fields: str,
    after: str | None = None,
    descending: bool = False,
    size: int = SIZE,
    key: Callable[[Record], Sequence[Any]] | None = None,
    counted: bool = False,
) -> "Page[Record]":
    """The page of `rows` after the cursor, in the order of `fields`, which must be unique together.

    Raises Invalid for a cursor that this server did not make.
    """
    total = rows.count() if counted else None
    if after:
        comparison = TupleLessThan if descending else TupleGreaterThan
        position = tuple(Value(value) for value in _decode(after, rows.model, fields))
        rows = rows.filter(comparison(tuple(F(field) for field in fields), position))
    order = [f"-{field}" if descending else field for field in fields]
    found = list(rows.order_by(*order)[: size + 1])
    if len(found) <= size:
        return Page(found, total=total)
    last = found[size - 1]
    values = key(last) if key else [_value(last, field) for field in fields]
    return Page(found[:size], _encode(values), total)


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for step in path.split("__"):
        value = getattr(value, step)
    return value


def _encode(values: Sequence[Any]) -> str:
    text = json.dumps([str(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, model: type[Model], fields: Sequence[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        columns = [_column(model, field) for field in fields]
        return [
            column.to_python(_text(value)) for column, value in zip(columns, values, strict=True)
        ]
    except (binascii.Error, TypeError, ValueError, ValidationError) as error:
        raise Invalid(
            "cursor-invalid", "This page does not exist: start from the first one.", field="cursor"
        ) from error


def _column(model: type[Model], path: str) -> Any:
    step, _, rest = path.partition("__")
    column: Any = model._meta.get_field(step)
    return _column(column.related_model, rest) if rest else column


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    value.encode()  # half a surrogate pair is no text either
    return value
