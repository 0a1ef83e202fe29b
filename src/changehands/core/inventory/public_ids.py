"""TypeIDs in SQL: what has no id of a source's is exported, and found again, by its own.

The form is that of `kernel.ids`: 128 bits after two zeros, five a character.
"""

from typing import Final

from django.db import connection

from changehands.kernel.ids import PREFIXES

NOUNS: Final = {
    "organization": "organization",
    "person": "user",
    "team": "team",
    "product": "product",
    "invoice": "invoice",
}
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH: Final = 26

_NAMED: Final = """
    CREATE TEMPORARY TABLE import_named (type text, id text, key uuid, PRIMARY KEY (type, id))
        ON COMMIT DROP
"""


def id_of(noun: str, row: str) -> str:
    """An expression: the source's id of this row of a table, or its TypeID; NULL of no row."""
    return f"coalesce({row}.external_id, {_encoded(noun, row)})"


def name(noun: str, ids: str) -> None:
    """Note in `import_named` which of these ids are TypeIDs of rows without an id of a source's."""
    shape = f"^{_prefix(noun)}[0-7][{_ALPHABET}]{{{_LENGTH - 1}}}$"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO import_named
                SELECT '{noun}', found.id, had.id
                  FROM (SELECT DISTINCT id, {_decoded("id")} AS key FROM ({ids}) given (id)
                         WHERE id ~ '{shape}') found
                  JOIN {noun} had ON had.id = found.key AND had.external_id IS NULL
                 WHERE NOT EXISTS (SELECT FROM {noun} other WHERE other.external_id = found.id)"""
        )


def create() -> None:
    """Make the table `import_named`, empty."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED)


def adopt() -> None:
    """Make the TypeIDs by which the files name rows the ids of those rows, from now on."""
    with connection.cursor() as cursor:
        for noun in NOUNS:
            cursor.execute(
                f"UPDATE {noun} had SET external_id = named.id FROM import_named named"
                f" WHERE named.type = '{noun}' AND had.id = named.key"
            )


def _prefix(noun: str) -> str:
    return f"{PREFIXES[NOUNS[noun]]}_"


def _encoded(noun: str, row: str) -> str:
    bits = f"B'00' || ('x' || replace({row}.id::text, '-', ''))::bit(128)"
    letter = f"substr('{_ALPHABET}', 1 + substring(bits FROM 5 * n + 1 FOR 5)::int, 1)"
    return (
        f"'{_prefix(noun)}' || (SELECT string_agg({letter}, '' ORDER BY n)"
        f" FROM (SELECT {bits} AS bits) whole, generate_series(0, {_LENGTH - 1}) n)"
    )


def _decoded(text: str) -> str:
    letter = f"strpos('{_ALPHABET}', substr({text}, n + 5, 1)) - 1"
    half = "lpad(to_hex(substring(bits FROM {} FOR 64)::bigint), 16, '0')"
    return (
        f"(SELECT ({half.format(3)} || {half.format(67)})::uuid FROM ("
        f"SELECT string_agg(({letter})::bit(5)::text, '' ORDER BY n)::bit(130) AS bits"
        f" FROM generate_series(0, {_LENGTH - 1}) n) whole)"
    )
