"""What the whole database holds, so that a test can say that nothing has changed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from changehands.kernel.errors import ChangehandsError


def tables() -> list[str]:
    """The name of every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def checksum() -> dict[str, str]:
    """A digest of all rows of every table."""
    each = " UNION ALL ".join(
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
        f' FROM "{table}" t'
        for table in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(each)
        return dict(cursor.fetchall())


def rows(table: str) -> list[dict[str, Any]]:
    """All rows of a table, by column."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t ORDER BY 1')
        return [json.loads(row) for (row,) in cursor.fetchall()]


@contextmanager
def refused(
    kind: type[ChangehandsError], code: str, *, field: str = ""
) -> Iterator[pytest.ExceptionInfo[ChangehandsError]]:
    """The block ends in this very refusal, and the database is as it was before."""
    before = checksum()
    with pytest.raises(kind) as caught:
        yield caught
    assert (caught.value.code, caught.value.field) == (code, field)
    assert str(caught.value)
    assert checksum() == before
