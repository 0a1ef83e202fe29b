"""Writing what was checked: one statement a type, which tells what was new and what changed."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection

from changehands.core.inventory.problems import Overtaken
from changehands.core.inventory.progress import Listener, Step, nobody

_ORGANIZATIONS: Final = """
    INSERT INTO organization AS had (id, name, slug, kind, country, currency, external_id)
    SELECT k.key, s.name, s.slug, s.kind, s.country, s.currency, s.id
      FROM import_organization s JOIN import_known k ON k.type = 'organization' AND k.id = s.id
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, slug = EXCLUDED.slug,
        kind = EXCLUDED.kind, country = EXCLUDED.country, currency = EXCLUDED.currency
     WHERE (had.name, had.slug, had.kind, had.country, had.currency) IS DISTINCT FROM
           (EXCLUDED.name, EXCLUDED.slug, EXCLUDED.kind, EXCLUDED.country, EXCLUDED.currency)
    RETURNING had.id AS organization, had.xmax = 0 AS is_new, had.id AS key
"""

# An account is its person's: once it exists, an import adds the source's id and nothing else.
# The password is one that nobody can type; the exclamation mark is how Django tells.
_PEOPLE: Final = """
    INSERT INTO person AS had (id, email, name, locale, password, is_active, is_operator,
                               external_id)
    SELECT k.key, s.email, coalesce(s.name, ''), s.locale, '!' || gen_random_uuid(), s.active, FALSE,
           s.id
      FROM import_person s JOIN import_known k ON k.type = 'person' AND k.id = s.id
    ON CONFLICT (id) DO UPDATE SET external_id = EXCLUDED.external_id
     WHERE had.external_id IS NULL
    RETURNING NULL::uuid AS organization, had.xmax = 0 AS is_new, had.id AS key
"""

_ADDRESSES: Final = """
    INSERT INTO account_emailaddress (user_id, email, verified, "primary")
    SELECT k.key, s.email, TRUE, TRUE
      FROM import_person s JOIN import_known k ON k.type = 'person' AND k.id = s.id
     WHERE k.is_new
"""

_MEMBERSHIPS: Final = """
    INSERT INTO membership AS had (organization_id, user_id, role)
    SELECT o.key, p.key, s.role
      FROM import_membership s
      JOIN import_known o ON o.type = 'organization' AND o.id = s.organization
      JOIN import_known p ON p.type = 'person' AND p.id = s.person
    ON CONFLICT (organization_id, user_id) DO UPDATE SET role = EXCLUDED.role
     WHERE had.role <> EXCLUDED.role
    RETURNING had.organization_id AS organization, had.xmax = 0 AS is_new, had.id AS key
"""

_TEAMS: Final = """
    INSERT INTO team AS had (id, organization_id, name, external_id)
    SELECT k.key, k.home, s.name, s.id
      FROM import_team s JOIN import_known k ON k.type = 'team' AND k.id = s.id
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name WHERE had.name <> EXCLUDED.name
    RETURNING had.organization_id AS organization, had.xmax = 0 AS is_new, had.id AS key
"""

_TEAM_MEMBERS: Final = """
    INSERT INTO team_member (team_id, membership_id, organization_id)
    SELECT t.key, m.id, t.home
      FROM import_team_member s
      JOIN import_known t ON t.type = 'team' AND t.id = s.team
      JOIN import_known p ON p.type = 'person' AND p.id = s.person
      JOIN membership m ON m.organization_id = t.home AND m.user_id = p.key
    ON CONFLICT (team_id, membership_id) DO NOTHING
    RETURNING organization_id AS organization, TRUE AS is_new, id AS key
"""

_PRODUCTS: Final = """
    INSERT INTO product AS had (id, kind, name, holder_id, epoch, expires_on, price, currency,
                                facts, part_of_id, external_id)
    SELECT k.key, s.kind, s.name, k.home, 1, s.expires_on, s.price, s.currency,
           s.facts, whole.key, s.id
      FROM import_product s
      JOIN import_known k ON k.type = 'product' AND k.id = s.id
      LEFT JOIN import_known whole ON whole.type = 'product' AND whole.id = s.part_of
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, expires_on = EXCLUDED.expires_on,
        price = EXCLUDED.price, currency = EXCLUDED.currency, facts = EXCLUDED.facts,
        part_of_id = EXCLUDED.part_of_id
     WHERE (had.name, had.expires_on, had.price, had.currency, had.facts, had.part_of_id)
           IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.expires_on, EXCLUDED.price,
                             EXCLUDED.currency, EXCLUDED.facts, EXCLUDED.part_of_id)
    RETURNING had.holder_id AS organization, had.xmax = 0 AS is_new, had.id AS key
"""

_HOLDINGS: Final = """
    INSERT INTO holding (product_id, epoch, organization_id, began_at)
    SELECT k.key, 1, k.home, coalesce(s.held_since::timestamp AT TIME ZONE 'UTC', %(at)s)
      FROM import_product s JOIN import_known k ON k.type = 'product' AND k.id = s.id
     WHERE k.is_new
"""

_SERVINGS: Final = """
    INSERT INTO serving (product_id, serves_id)
    SELECT server.key, served.key
      FROM import_serving s
      JOIN import_known server ON server.type = 'product' AND server.id = s.product
      JOIN import_known served ON served.type = 'product' AND served.id = s.serves
    ON CONFLICT (product_id, serves_id) DO NOTHING
    RETURNING (SELECT holder_id FROM product WHERE product.id = product_id) AS organization,
              TRUE AS is_new, id AS key
"""

# A right that is changed counts as given now: see the invariant on who came along with a drive.
_GRANTS: Final = """
    INSERT INTO product_grant AS had (product_id, epoch, {column}, role, manages)
    SELECT product.id, product.epoch, subject.key, s.role, s.manages
      FROM import_grant s
      JOIN import_known k ON k.type = 'product' AND k.id = s.product
      JOIN product ON product.id = k.key
      JOIN import_known subject ON subject.type = '{noun}' AND subject.id = s.{noun}
    ON CONFLICT (product_id, epoch, {column}) DO UPDATE
       SET role = EXCLUDED.role, manages = EXCLUDED.manages, created_at = now()
     WHERE (had.role, had.manages) <> (EXCLUDED.role, EXCLUDED.manages)
    RETURNING (SELECT holder_id FROM product WHERE product.id = had.product_id) AS organization,
              had.xmax = 0 AS is_new, had.id AS key
"""

_INVOICES: Final = """
    INSERT INTO invoice AS had (id, organization_id, product_id, number, amount, currency,
                                issued_on, period_start, period_end, state, external_id)
    SELECT coalesce(known.id, s.key), o.key, p.key, s.number, s.amount, s.currency,
           s.issued_on, s.period_start, s.period_end, s.state, s.id
      FROM import_invoice s
      JOIN import_known o ON o.type = 'organization' AND o.id = s.organization
      LEFT JOIN import_known p ON p.type = 'product' AND p.id = s.product
      LEFT JOIN invoice known ON known.external_id = s.id
    ON CONFLICT (id) DO UPDATE SET product_id = EXCLUDED.product_id, number = EXCLUDED.number,
        amount = EXCLUDED.amount, currency = EXCLUDED.currency, issued_on = EXCLUDED.issued_on,
        period_start = EXCLUDED.period_start, period_end = EXCLUDED.period_end,
        state = EXCLUDED.state
     WHERE (had.product_id, had.number, had.amount, had.currency, had.issued_on,
            had.period_start, had.period_end, had.state) IS DISTINCT FROM
           (EXCLUDED.product_id, EXCLUDED.number, EXCLUDED.amount, EXCLUDED.currency,
            EXCLUDED.issued_on, EXCLUDED.period_start, EXCLUDED.period_end, EXCLUDED.state)
    RETURNING had.organization_id AS organization, had.xmax = 0 AS is_new, had.id AS key
"""

# PostgreSQL leaves `xmax` at 0 in a row that it has inserted, and not in one that it has updated.
# A step without a noun writes what belongs to the rows of the step before.
_STEPS: Final = (
    ("organization", "organization", _ORGANIZATIONS),
    ("person", "person", _PEOPLE),
    ("", "account_emailaddress", _ADDRESSES),
    ("membership", "membership", _MEMBERSHIPS),
    ("team", "team", _TEAMS),
    ("team_member", "team_member", _TEAM_MEMBERS),
    ("product", "product", _PRODUCTS),
    ("", "holding", _HOLDINGS),
    ("serving", "serving", _SERVINGS),
    ("grant", "product_grant", _GRANTS.format(column="user_id", noun="person")),
    ("grant", "product_grant", _GRANTS.format(column="team_id", noun="team")),
    ("invoice", "invoice", _INVOICES),
)
_MANY: Final = 1_000  # rows after which the database's old counts would mislead it

_TOUCHED: Final = """
    SELECT organization, jsonb_object_agg(type, rows) FROM (
        SELECT organization, type, count(*) AS rows FROM import_done
         WHERE organization IS NOT NULL GROUP BY organization, type) counted
     GROUP BY organization ORDER BY organization
"""


def load(*, at: datetime, tell: Listener = nobody) -> None:
    """Write every row; `import_done` tells afterwards what was new or changed.

    Raises Overtaken where someone else wrote, since the check, what contradicts the rows.
    """
    try:
        _load(at, tell)
    except IntegrityError as error:
        raise Overtaken.by(error) from error


def _load(at: datetime, tell: Listener) -> None:
    with connection.cursor() as cursor:
        for done, (noun, table, statement) in enumerate(_STEPS):
            tell(Step("loading", done, len(_STEPS) + 1))
            if noun:
                statement = (
                    f"WITH written AS ({statement}) INSERT INTO import_done"
                    f" SELECT '{noun}', organization, is_new, key FROM written"
                )
            cursor.execute(statement, {"at": at})
            # The steps that follow, and the foreign keys below, must not be planned for a table
            # that is nearly empty, as it is to everyone else until the commit.
            if cursor.rowcount > _MANY:
                cursor.execute(f"ANALYZE {table}")
        tell(Step("loading", len(_STEPS), len(_STEPS) + 1))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what would else wait for the commit
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        tell(Step("loading", len(_STEPS) + 1, len(_STEPS) + 1))


def counts(noun: str) -> tuple[int, int, int]:
    """How many rows of a type were new, changed and unchanged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),"
            f" (SELECT count(*) FROM import_{noun}) - count(*) FROM import_done WHERE type = %s",
            [noun],
        )
        new, changed, unchanged = cursor.fetchone()
    return new, changed, unchanged


def touched() -> Iterator[Mapping[UUID, Mapping[str, int]]]:
    """The Organizations in which something was new or changed, with the number of rows a type.

    A thousand at a time: there may be as many as there are rows.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_TOUCHED)
        while rows := cursor.fetchmany(1_000):
            yield {organization: json.loads(counts) for organization, counts in rows}
