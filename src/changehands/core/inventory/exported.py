"""Where the columns of an export are found, one entry a type, in the order of the row models."""

from typing import Final, NamedTuple

from changehands.core.inventory.public_ids import id_of


class Rows(NamedTuple):
    """The rows of a type: `tables` to select from, an expression a column, the keys to sort by."""

    tables: str
    keys: tuple[str, ...]
    columns: dict[str, str]


def _same(row: str, *names: str) -> dict[str, str]:
    return {name: f"{row}.{name}" for name in names}


_ORGANIZATION: Final = id_of("organization", "o")
_PERSON: Final = id_of("person", "u")
_TEAM: Final = id_of("team", "t")
_PRODUCT: Final = id_of("product", "p")

ROWS: Final = {
    "organization": Rows(
        "organization o",
        ("id",),
        {"id": _ORGANIZATION, **_same("o", "name", "slug", "kind", "country", "currency")},
    ),
    # who signed up and never confirmed the address is nobody yet
    "person": Rows(
        """person u WHERE EXISTS (SELECT FROM membership m WHERE m.user_id = u.id)
               OR EXISTS (SELECT FROM account_emailaddress a WHERE a.user_id = u.id AND a.verified)
               OR u.external_id IS NOT NULL""",
        ("id",),
        {
            "id": _PERSON,
            "email": "u.email",
            "name": "nullif(u.name, '')",
            "locale": "u.locale",
            "active": "u.is_active",
        },
    ),
    "membership": Rows(
        """membership m JOIN organization o ON o.id = m.organization_id
           JOIN person u ON u.id = m.user_id""",
        ("organization", "person"),
        {"organization": _ORGANIZATION, "person": _PERSON, "role": "m.role"},
    ),
    "team": Rows(
        "team t JOIN organization o ON o.id = t.organization_id",
        ("id",),
        {"id": _TEAM, "organization": _ORGANIZATION, "name": "t.name"},
    ),
    "team_member": Rows(
        """team_member tm JOIN team t ON t.id = tm.team_id
           JOIN membership m ON m.id = tm.membership_id JOIN person u ON u.id = m.user_id""",
        ("team", "person"),
        {"team": _TEAM, "person": _PERSON},
    ),
    "product": Rows(
        """product p JOIN organization o ON o.id = p.holder_id
           JOIN holding h ON h.product_id = p.id AND h.epoch = p.epoch
           LEFT JOIN product whole ON whole.id = p.part_of_id""",
        ("id",),
        {
            "id": _PRODUCT,
            **_same("p", "kind", "name"),
            "holder": _ORGANIZATION,
            **_same("p", "expires_on", "price", "currency"),
            "facts": """ARRAY(SELECT DISTINCT fact COLLATE "C" FROM unnest(p.facts) fact
                               ORDER BY fact COLLATE "C")""",
            "part_of": id_of("product", "whole"),
            "held_since": "(h.began_at AT TIME ZONE 'UTC')::date",
        },
    ),
    "serving": Rows(
        """serving s JOIN product p ON p.id = s.product_id
           JOIN product served ON served.id = s.serves_id""",
        ("product", "serves"),
        {"product": _PRODUCT, "serves": id_of("product", "served")},
    ),
    # rights of earlier holders have ended, and are history
    "grant": Rows(
        """product_grant g JOIN product p ON p.id = g.product_id AND p.epoch = g.epoch
           LEFT JOIN person u ON u.id = g.user_id LEFT JOIN team t ON t.id = g.team_id""",
        ("product", "person", "team"),
        {
            "product": _PRODUCT,
            "person": _PERSON,
            "team": _TEAM,
            **_same("g", "role", "manages"),
        },
    ),
    # the product of an earlier holder is another's now, and where it was is not exported
    "invoice": Rows(
        """invoice i JOIN organization o ON o.id = i.organization_id
           LEFT JOIN product p ON p.id = i.product_id AND p.holder_id = i.organization_id""",
        ("id",),
        {
            "id": id_of("invoice", "i"),
            "organization": _ORGANIZATION,
            "product": _PRODUCT,
            **_same("i", "number", "amount", "currency", "issued_on", "period_start"),
            **_same("i", "period_end", "state"),
        },
    ),
}
