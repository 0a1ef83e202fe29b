"""The rows of an import in temporary tables, so that checking and loading are set-based.

`import_<noun>` holds the rows of a type; `import_known` every id that the rows give or name, with
the key it has or will have; `import_named` the TypeIDs among them; `import_member` who will be in
which Organization; `import_allows` what the catalogue allows; `import_done` what was written.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from types import UnionType
from typing import Any, Final, NamedTuple, get_args, get_origin

from django.db import connection

from changehands.core.inventory import public_ids
from changehands.core.inventory.lines import Line
from changehands.core.inventory.rows import TYPES, Row
from changehands.kernel.ids import new_id
from changehands.policy import catalogue

_BATCH: Final = 5_000
_SQL: Final[dict[Any, str]] = {date: "date", int: "bigint", bool: "boolean", list: "text[]"}

_KNOWN: Final = """
    CREATE TEMPORARY TABLE import_known (
        type text, id text, key uuid NOT NULL, is_new boolean NOT NULL, home uuid, kind text,
        PRIMARY KEY (type, id)) ON COMMIT DROP
"""

_GIVEN: Final = {
    "organization": """
        SELECT 'organization', s.id, coalesce(had.id, s.key), had.id IS NULL, NULL::uuid, NULL
          FROM import_organization s LEFT JOIN organization had ON had.external_id = s.id""",
    # an account without an id of the source's is the same person if it has proven the address
    "person": """
        SELECT 'person', s.id, coalesce(had.id, same.id, s.key),
               had.id IS NULL AND same.id IS NULL, NULL::uuid, NULL
          FROM import_person s LEFT JOIN person had ON had.external_id = s.id
          LEFT JOIN person same ON had.id IS NULL
            AND same.email = s.email AND same.external_id IS NULL""",
    "team": """
        SELECT 'team', s.id, coalesce(had.id, s.key), had.id IS NULL,
               coalesce(had.organization_id, home.key), NULL
          FROM import_team s LEFT JOIN team had ON had.external_id = s.id
          LEFT JOIN import_known home ON home.type = 'organization' AND home.id = s.organization""",
    "product": """
        SELECT 'product', s.id, coalesce(had.id, s.key), had.id IS NULL,
               coalesce(had.holder_id, home.key), coalesce(had.kind, s.kind)
          FROM import_product s LEFT JOIN product had ON had.external_id = s.id
          LEFT JOIN import_known home ON home.type = 'organization' AND home.id = s.holder""",
}

_NAMED: Final = {
    "organization": "SELECT 'organization', external_id, id, FALSE, NULL::uuid, NULL"
    " FROM organization",
    "person": "SELECT 'person', external_id, id, FALSE, NULL::uuid, NULL FROM person",
    "team": "SELECT 'team', external_id, id, FALSE, organization_id, NULL FROM team",
    "product": "SELECT 'product', external_id, id, FALSE, holder_id, kind FROM product",
}


# how a row says what the database keeps as a key
_STORED: Final = {
    column: f"(SELECT {public_ids.id_of('product', 'named')} FROM product named"
    f" WHERE named.id = had.{column}_id)"
    for column in ("part_of", "product")
}


def _ids(noun: str) -> str:
    """A query for every id of this type that the rows give or name."""
    given = [f"SELECT id FROM import_{noun}"]
    named = [
        f"SELECT {column} FROM import_{model.noun()}"
        for model in TYPES
        for column, named in model.references.items()
        if named == noun
    ]
    return " UNION ALL ".join(given + named)


def _meant(noun: str) -> str:
    """A query for the rows of this type that are given or named, by either sort of id.

    No OR in it: a million ids in a condition are looked through one by one for each row.
    """
    return (
        f"SELECT had.id FROM {noun} had WHERE had.external_id IN ({_ids(noun)})"
        f" UNION ALL SELECT key FROM import_named WHERE type = '{noun}'"
    )


class Kept(NamedTuple):
    """A column that a line leaves out: if the row exists, it stays as it is there."""

    noun: str
    file: int
    line: int
    column: str


# In the order that every verb keeps: Organizations, then products, each by id. Counted, so that
# a million locked rows are not sent here.
_LOCK_ORGANIZATIONS: Final = f"""
    SELECT count(*) FROM (SELECT FROM organization WHERE id IN (
        {_meant("organization")}
         UNION ALL SELECT holder_id FROM product WHERE id IN ({_meant("product")})
         UNION ALL SELECT organization_id FROM team WHERE id IN ({_meant("team")}))
     ORDER BY id FOR NO KEY UPDATE) locked
"""
_LOCK_PRODUCTS: Final = f"""
    SELECT count(*) FROM (SELECT FROM product WHERE id IN ({_meant("product")})
     ORDER BY id FOR NO KEY UPDATE) locked
"""

_MEMBERS: Final = """
    CREATE TEMPORARY TABLE import_member ON COMMIT DROP AS
    SELECT o.key AS organization, p.key AS person
      FROM import_membership s
      JOIN import_known o ON o.type = 'organization' AND o.id = s.organization
      JOIN import_known p ON p.type = 'person' AND p.id = s.person
     UNION
    SELECT m.organization_id, m.user_id FROM membership m
     WHERE m.organization_id IN (SELECT key FROM import_known WHERE type = 'organization'
                                 UNION SELECT home FROM import_known)
"""


def stage(lines: Iterable[Line]) -> None:
    """Copy the rows into temporary tables of their own, in batches."""
    _create()
    batches: defaultdict[type[Row], list[list[Any]]] = defaultdict(list)
    for line in lines:
        columns = [line.values.get(name) for name in line.model.columns()]
        batch = batches[line.model]
        batch.append([line.file, line.number, new_id(), *columns])
        if len(batch) == _BATCH:
            _copy(line.model, batch)
            batch.clear()
    for model, batch in batches.items():
        _copy(model, batch)
    _analyze(f"import_{model.noun()}" for model in TYPES)


def resolve(kept: Sequence[Kept] = ()) -> None:
    """Lock what the rows are about, find the key of every id, and list who will be a member."""
    public_ids.create()
    _name()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ORGANIZATIONS)
        cursor.execute(_LOCK_PRODUCTS)
        public_ids.adopt()
        if kept:
            _keep(kept)
            _name()  # of a whole that nothing else names
            public_ids.adopt()
        cursor.execute(_KNOWN)
        for noun, given in _GIVEN.items():
            cursor.execute(
                f"INSERT INTO import_known {given} WHERE s.id IS NOT NULL ON CONFLICT DO NOTHING"
            )
            cursor.execute(
                f"INSERT INTO import_known {_NAMED[noun]} WHERE external_id IN ({_ids(noun)})"
                " ON CONFLICT DO NOTHING"
            )
        cursor.execute(_MEMBERS)
    _analyze(["import_known", "import_member"])
    _allow()


def clear() -> None:
    """Drop the temporary tables."""
    names = [model.noun() for model in TYPES] + ["named", "known", "member", "allows", "done"]
    tables = ", ".join(f"import_{name}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {tables}")


def _name() -> None:
    for noun in public_ids.NOUNS:
        public_ids.name(noun, _ids(noun))


def _keep(kept: Sequence[Kept]) -> None:
    """Give the columns that are left out the values of the rows that exist, which are locked."""
    places: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for noun, file, line, column in kept:
        places[noun, column].append((file, line))
    with connection.cursor() as cursor:
        for (noun, column), found in places.items():
            files, lines = zip(*found, strict=True)
            cursor.execute(
                f"UPDATE import_{noun} s SET {column} = {_STORED.get(column, f'had.{column}')}"
                f" FROM {noun} had, unnest(%s::int[], %s::int[]) AS given (file, line)"
                " WHERE s.file = given.file AND s.line = given.line AND had.external_id = s.id",
                [list(files), list(lines)],
            )


def _create() -> None:
    clear()
    with connection.cursor() as cursor:
        # one import at a time: what is new to both would be made twice
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('changehands import'))")
        for model in TYPES:
            columns = ", ".join(f"{name} {_sql_type(model, name)}" for name in model.columns())
            cursor.execute(
                f"CREATE TEMPORARY TABLE import_{model.noun()}"
                f" (file integer, line integer, key uuid, {columns}) ON COMMIT DROP"
            )
        cursor.execute(
            "CREATE TEMPORARY TABLE import_allows (kind text, what text, code text) ON COMMIT DROP"
        )
        cursor.execute(
            "CREATE TEMPORARY TABLE import_done (type text, organization uuid, is_new boolean,"
            " key uuid) ON COMMIT DROP"
        )


def _sql_type(model: type[Row], column: str) -> str:
    annotation = model.model_fields[column].annotation
    if isinstance(annotation, UnionType) or type(None) in get_args(annotation):
        annotation = get_args(annotation)[0]
    return _SQL.get(get_origin(annotation) or annotation, "text")


def _copy(model: type[Row], rows: list[list[Any]]) -> None:
    columns = ", ".join(["file", "line", "key", *model.columns()])
    with connection.cursor() as cursor:
        statement = f"COPY import_{model.noun()} ({columns}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _allow() -> None:
    rows = [
        [kind.code, what, code]
        for kind in catalogue.current().kinds.values()
        for what, codes in (
            ("role", [role.code for role in kind.roles]),
            ("part_of", kind.part_of),
            ("serves", kind.serves),
            ("single", [kind.code] if kind.one_per_organization else []),
        )
        for code in codes
    ]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO import_allows VALUES (%s, %s, %s)", rows)


def _analyze(tables: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table}")  # nothing else counts the rows of temporary tables
