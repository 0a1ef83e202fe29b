"""The rules among the rows, and between them and what is there already."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from changehands.core.inventory.rows import TYPES, Row


class Rule(NamedTuple):
    """Selects file and line of what breaks the rule, and the values that the sentence names."""

    column: str
    sentence: str
    contradictions: str


_OWNERS: Final = (
    Rule(
        "id",
        'Organization "{name}" has no owner. Add a membership with the role owner.',
        """SELECT s.file, s.line, s.name FROM import_organization s
             JOIN import_known o ON o.type = 'organization' AND o.id = s.id
            WHERE o.is_new AND NOT EXISTS (
              SELECT FROM import_membership m WHERE m.organization = s.id AND m.role = 'owner')""",
    ),
    Rule(
        "role",
        'would leave "{name}" without an owner. Make someone else its owner too.',
        """SELECT s.file, s.line, had.name FROM import_membership s
             JOIN organization had ON had.external_id = s.organization
             JOIN import_known p ON p.type = 'person' AND p.id = s.person
             JOIN membership m ON m.organization_id = had.id AND m.user_id = p.key
            WHERE m.role = 'owner' AND s.role <> 'owner' AND NOT EXISTS (
              SELECT FROM import_membership other
               WHERE other.organization = s.organization AND other.role = 'owner')
              AND NOT EXISTS (
              SELECT FROM membership other JOIN person u ON u.id = other.user_id
               WHERE other.organization_id = had.id AND other.role = 'owner' AND NOT EXISTS (
                 SELECT FROM import_membership given JOIN import_known k
                     ON k.type = 'person' AND k.id = given.person
                  WHERE given.organization = s.organization AND k.key = u.id))""",
    ),
)

_PEOPLE: Final = (
    Rule(
        "email",
        "belongs to an account that has not confirmed it. "
        "Have the person confirm it, or remove the account.",
        """SELECT s.file, s.line FROM import_person s
             JOIN person had ON had.email = s.email AND had.external_id IS NULL
            WHERE NOT EXISTS (SELECT FROM person p WHERE p.external_id = s.id)
              AND NOT EXISTS (SELECT FROM account_emailaddress a
               WHERE a.user_id = had.id AND a.email = s.email AND a.verified)""",
    ),
    Rule(
        "email",
        'belongs to the person with the id "{other}". Use that id, or another address.',
        """SELECT s.file, s.line, had.external_id AS other FROM import_person s
             JOIN person had ON had.email = s.email AND had.external_id <> s.id
            WHERE NOT EXISTS (SELECT FROM person p WHERE p.external_id = s.id)""",
    ),
    Rule(
        "email",
        "is a further address of the account {other}. Use that account's address.",
        """SELECT s.file, s.line, had.email AS other FROM import_person s
             JOIN account_emailaddress a ON a.email = s.email AND a.verified
             JOIN person had ON had.id = a.user_id AND had.email <> s.email
            WHERE NOT EXISTS (SELECT FROM person p WHERE p.external_id = s.id)""",
    ),
)

_NOT_A_MEMBER: Final = """
     JOIN import_known person ON person.type = 'person' AND person.id = s.person
    WHERE NOT EXISTS (SELECT FROM import_member m
      WHERE m.organization = subject.home AND m.person = person.key)"""

_TEAMS: Final = (
    Rule(
        "organization",
        'the team belongs to "{other}" and cannot move. Give another id for another team.',
        """SELECT s.file, s.line, o.name AS other FROM import_team s
             JOIN team had ON had.external_id = s.id
             JOIN organization o ON o.id = had.organization_id
            WHERE o.external_id IS DISTINCT FROM s.organization""",
    ),
    Rule(
        "name",
        'the Organization has another team called "{name}". Choose another name.',
        """SELECT s.file, s.line, s.name FROM import_team s
             JOIN organization o ON o.external_id = s.organization
             JOIN team other ON other.organization_id = o.id AND other.name = s.name
            WHERE other.external_id IS DISTINCT FROM s.id""",
    ),
    Rule(
        "person",
        '"{person}" is not in the Organization of the team. Add a membership.',
        "SELECT s.file, s.line, s.person FROM import_team_member s"
        " JOIN import_known subject ON subject.type = 'team' AND subject.id = s.team"
        + _NOT_A_MEMBER
        + " AND subject.home IS NOT NULL",
    ),
)

_PRODUCTS: Final = (
    Rule(
        "holder",
        'the product is held by "{other}". An import moves nothing: use a transfer, '
        "or name its holder.",
        """SELECT s.file, s.line, o.name AS other FROM import_product s
             JOIN product had ON had.external_id = s.id
             JOIN organization o ON o.id = had.holder_id
            WHERE o.external_id IS DISTINCT FROM s.holder""",
    ),
    Rule(
        "kind",
        'the product is of the kind "{other}", which never changes. '
        "Give another id for another product.",
        """SELECT s.file, s.line, had.kind AS other FROM import_product s
             JOIN product had ON had.external_id = s.id WHERE had.kind <> s.kind""",
    ),
    Rule(
        "part_of",
        'a product of the kind "{kind}" cannot be a part of one of the kind "{other}". '
        "Name another, or leave it out.",
        """SELECT s.file, s.line, s.kind, whole.kind AS other FROM import_product s
             JOIN import_known whole ON whole.type = 'product' AND whole.id = s.part_of
            WHERE NOT EXISTS (SELECT FROM import_allows a
              WHERE a.what = 'part_of' AND a.kind = s.kind AND a.code = whole.kind)""",
    ),
    Rule(
        "part_of",
        'another Organization holds "{whole}". A part and its whole have one holder.',
        """SELECT s.file, s.line, s.part_of AS whole FROM import_product s
             JOIN import_known own ON own.type = 'product' AND own.id = s.id
             JOIN import_known whole ON whole.type = 'product' AND whole.id = s.part_of
            WHERE own.home <> whole.home""",
    ),
    Rule(
        "part_of",
        "cannot change while the product or its whole is in a waiting transfer. "
        "Wait, or cancel the transfer.",
        """SELECT s.file, s.line FROM import_product s
             LEFT JOIN product had ON had.external_id = s.id
             LEFT JOIN product whole ON whole.external_id = s.part_of
            WHERE had.part_of_id IS DISTINCT FROM whole.id AND EXISTS (
              SELECT FROM transfer_item i WHERE i.transfer_state = 'waiting'
                 AND i.product_id IN (had.id, had.part_of_id, whole.id))""",
    ),
    Rule(
        "kind",
        'an Organization holds one "{kind}" at most, and "{holder}" would have {number}. Keep one.',
        """SELECT file, line, kind, holder, number FROM (
             SELECT s.file, s.line, s.kind, s.holder, own.is_new,
                    count(*) OVER (PARTITION BY own.home, s.kind) + (
                      SELECT count(*) FROM product p
                       WHERE p.holder_id = own.home AND p.kind = s.kind AND NOT EXISTS (
                         SELECT FROM import_product given WHERE given.id = p.external_id)) AS number
               FROM import_product s
               JOIN import_known own ON own.type = 'product' AND own.id = s.id
               JOIN import_allows a ON a.what = 'single' AND a.kind = s.kind
              WHERE own.home IS NOT NULL) single
            WHERE number > 1 AND is_new""",
    ),
    Rule(
        "held_since",
        "{held_since} is in the future. Write a day in the past, or leave it out.",
        """SELECT s.file, s.line, s.held_since FROM import_product s
            WHERE s.held_since > %(at)s::timestamptz::date""",
    ),
    Rule(
        "serves",
        'a product of the kind "{kind}" does not serve one of the kind "{other}". '
        "Remove the line, or correct it.",
        """SELECT s.file, s.line, server.kind, served.kind AS other FROM import_serving s
             JOIN import_known server ON server.type = 'product' AND server.id = s.product
             JOIN import_known served ON served.type = 'product' AND served.id = s.serves
            WHERE NOT EXISTS (SELECT FROM import_allows a WHERE a.what = 'serves'
              AND a.kind = server.kind AND a.code = served.kind)""",
    ),
)

_GRANTS: Final = (
    Rule(
        "role",
        'there is no role "{role}" in a product of the kind "{kind}". Write one of: {roles}.',
        """SELECT s.file, s.line, s.role, p.kind, coalesce((
                    SELECT string_agg(a.code, ', ' ORDER BY a.code) FROM import_allows a
                     WHERE a.what = 'role' AND a.kind = p.kind), '(none)') AS roles
             FROM import_grant s
             JOIN import_known p ON p.type = 'product' AND p.id = s.product
            WHERE NOT EXISTS (SELECT FROM import_allows a
              WHERE a.what = 'role' AND a.kind = p.kind AND a.code = s.role)""",
    ),
    Rule(
        "person",
        '"{person}" is not in the Organization that holds the product. Add a membership.',
        "SELECT s.file, s.line, s.person FROM import_grant s"
        " JOIN import_known subject ON subject.type = 'product' AND subject.id = s.product"
        + _NOT_A_MEMBER
        + " AND subject.home IS NOT NULL",
    ),
    Rule(
        "team",
        '"{team}" is a team of another Organization than the one that holds the product. '
        "Name a team of the holder.",
        """SELECT s.file, s.line, s.team FROM import_grant s
             JOIN import_known p ON p.type = 'product' AND p.id = s.product
             JOIN import_known team ON team.type = 'team' AND team.id = s.team
            WHERE p.home <> team.home""",
    ),
)

_INVOICES: Final = (
    Rule(
        "organization",
        'the invoice belongs to "{other}" and stays there. Give another id for another invoice.',
        """SELECT s.file, s.line, o.name AS other FROM import_invoice s
             JOIN invoice had ON had.external_id = s.id
             JOIN organization o ON o.id = had.organization_id
            WHERE o.external_id IS DISTINCT FROM s.organization""",
    ),
    Rule(
        "number",
        'the Organization has another invoice with the number "{number}". Choose another.',
        """SELECT s.file, s.line, s.number FROM import_invoice s
             JOIN organization o ON o.external_id = s.organization
             JOIN invoice other ON other.organization_id = o.id AND other.number = s.number
            WHERE other.external_id IS DISTINCT FROM s.id""",
    ),
    Rule(
        "product",
        '"{product}" was never held by the Organization of the invoice. Name its own product.',
        """SELECT s.file, s.line, s.product FROM import_invoice s
             JOIN import_known p ON p.type = 'product' AND p.id = s.product
             JOIN import_known o ON o.type = 'organization' AND o.id = s.organization
            WHERE p.home <> o.key AND NOT EXISTS (SELECT FROM holding h
              WHERE h.product_id = p.key AND h.organization_id = o.key)""",
    ),
)


def _once(model: type[Row], key: tuple[str, ...]) -> Rule:
    required = [name for name in key if model.model_fields[name].is_required()]
    optional = [name for name in key if name not in required]
    given = [f"{name} IS NOT NULL" for name in required]
    given += [f"coalesce({', '.join(optional)}) IS NOT NULL"] if optional else []
    return Rule(
        key[0] if optional else key[-1],
        "stands in {other_file}:{other_line} already. Keep one of the two.",
        f"""SELECT * FROM (
              SELECT file, line, lag(file) OVER same AS other_file,
                     lag(line) OVER same AS other_line
                FROM import_{model.noun()} WHERE {" AND ".join(given)}
              WINDOW same AS (PARTITION BY {", ".join(key)} ORDER BY file, line)) twice
             WHERE other_line IS NOT NULL""",
    )


def _references(model: type[Row]) -> Iterator[Rule]:
    for column, noun in model.references.items():
        yield Rule(
            column,
            f'there is no {noun} with the id "{{missing}}". Add it, or correct the id.',
            f"""SELECT s.file, s.line, s.{column} AS missing FROM import_{model.noun()} s
                 WHERE s.{column} IS NOT NULL AND NOT EXISTS (
                   SELECT FROM import_known k WHERE k.type = '{noun}' AND k.id = s.{column})""",
        )


RULES: Final = (
    *(_once(model, key) for model in TYPES for key in model.unique),
    *(rule for model in TYPES for rule in _references(model)),
    *(*_OWNERS, *_PEOPLE, *_TEAMS, *_PRODUCTS, *_GRANTS, *_INVOICES),
)
