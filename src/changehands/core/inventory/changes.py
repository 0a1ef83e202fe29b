"""The rows that an import wrote, by name: what a dry run shows."""

from typing import Final, NamedTuple

from django.db import connection

SHOWN: Final = 5  # of each type, new and changed

_NAMES: Final = {
    "organization": "SELECT o.name FROM organization o WHERE o.id = done.key",
    "person": "SELECT u.email FROM person u WHERE u.id = done.key",
    "membership": """
        SELECT u.email || ' in ' || o.name || ': ' || m.role FROM membership m
          JOIN person u ON u.id = m.user_id JOIN organization o ON o.id = m.organization_id
         WHERE m.id = done.key""",
    "team": "SELECT t.name FROM team t WHERE t.id = done.key",
    "team_member": """
        SELECT u.email || ' in ' || t.name FROM team_member tm
          JOIN membership m ON m.id = tm.membership_id JOIN person u ON u.id = m.user_id
          JOIN team t ON t.id = tm.team_id WHERE tm.id = done.key""",
    "product": "SELECT p.name FROM product p WHERE p.id = done.key",
    "serving": """
        SELECT p.name || ' serves ' || served.name FROM serving s
          JOIN product p ON p.id = s.product_id JOIN product served ON served.id = s.serves_id
         WHERE s.id = done.key""",
    "grant": """
        SELECT coalesce(u.email, t.name) || ' on ' || p.name || ': ' || g.role FROM product_grant g
          JOIN product p ON p.id = g.product_id LEFT JOIN person u ON u.id = g.user_id
          LEFT JOIN team t ON t.id = g.team_id WHERE g.id = done.key""",
    "invoice": "SELECT i.number FROM invoice i WHERE i.id = done.key",
}


class Change(NamedTuple):
    """A row that is new, or else changed."""

    is_new: bool
    name: str


def changes(noun: str) -> list[Change]:
    """The first new and the first changed rows of a type, as they were written, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT is_new, ({_NAMES[noun]}) AS name FROM (
                  SELECT is_new, key, row_number() OVER (PARTITION BY is_new ORDER BY ctid) AS place
                    FROM import_done WHERE type = %s) done
                 WHERE place <= {SHOWN} ORDER BY is_new DESC, name""",
            [noun],
        )
        return [Change(*row) for row in cursor.fetchall()]
