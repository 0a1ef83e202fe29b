"""Fixed statements, asked so often that planning them anew each time would cost more than the answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def rows_of(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement whose text never changes.

    The server keeps its plan where the connection allows it: see `prepare_threshold` among the
    options of the database. Behind a pooler that cannot, it is planned each time.
    """
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    # not Django's own cursor: that one writes the values into the text
    plain: Any = psycopg.Cursor(connection.connection)
    with wrap(plain) as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
