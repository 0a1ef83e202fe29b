"""Who may do what: the one table that pages, API and verbs ask."""

from enum import StrEnum
from typing import Final

from changehands.policy.roles import ADMINISTRATORS, EVERYONE, Role


class Permission(StrEnum):
    """An act in, or on something of, one Organization."""

    ORGANIZATION_VIEW = "organization.view"
    ORGANIZATION_EDIT = "organization.edit"
    ORGANIZATION_LEAVE = "organization.leave"
    MEMBERS_VIEW = "members.view"
    MEMBERS_MANAGE = "members.manage"
    OWNERS_MANAGE = "owners.manage"
    TEAMS_VIEW = "teams.view"
    TEAMS_MANAGE = "teams.manage"
    PRODUCTS_VIEW_ALL = "products.view-all"
    PRODUCTS_VIEW_OWN = "products.view-own"
    GRANTS_MANAGE = "grants.manage"
    INVOICES_VIEW = "invoices.view"
    ACTIVITY_VIEW = "activity.view"
    TRANSFERS_VIEW = "transfers.view"
    TRANSFERS_START = "transfers.start"
    TRANSFERS_SEND = "transfers.send"
    TRANSFERS_RELINK = "transfers.relink"
    TRANSFERS_EXTEND = "transfers.extend"
    TRANSFERS_CANCEL = "transfers.cancel"
    TRANSFERS_RECEIVE = "transfers.receive"
    TOKENS_MANAGE = "tokens.manage"
    WEBHOOKS_VIEW = "webhooks.view"
    WEBHOOKS_MANAGE = "webhooks.manage"


P = Permission

ROLES: Final[dict[Permission, frozenset[Role]]] = {
    P.ORGANIZATION_VIEW: EVERYONE,
    P.ORGANIZATION_EDIT: ADMINISTRATORS,
    P.ORGANIZATION_LEAVE: EVERYONE,
    P.MEMBERS_VIEW: EVERYONE - {Role.EXTERNAL},
    P.MEMBERS_MANAGE: ADMINISTRATORS,
    P.OWNERS_MANAGE: frozenset({Role.OWNER}),
    P.TEAMS_VIEW: EVERYONE - {Role.EXTERNAL},
    P.TEAMS_MANAGE: ADMINISTRATORS,
    P.PRODUCTS_VIEW_ALL: ADMINISTRATORS,
    P.PRODUCTS_VIEW_OWN: EVERYONE,
    P.GRANTS_MANAGE: ADMINISTRATORS,
    P.INVOICES_VIEW: ADMINISTRATORS,
    P.ACTIVITY_VIEW: ADMINISTRATORS,
    P.TRANSFERS_VIEW: ADMINISTRATORS,
    P.TRANSFERS_START: ADMINISTRATORS,
    P.TRANSFERS_SEND: ADMINISTRATORS,
    P.TRANSFERS_RELINK: ADMINISTRATORS,
    P.TRANSFERS_EXTEND: ADMINISTRATORS,
    P.TRANSFERS_CANCEL: ADMINISTRATORS,
    P.TRANSFERS_RECEIVE: ADMINISTRATORS,
    P.TOKENS_MANAGE: ADMINISTRATORS,
    P.WEBHOOKS_VIEW: ADMINISTRATORS,
    P.WEBHOOKS_MANAGE: ADMINISTRATORS,
}


def allows(permission: Permission, role: Role | str | None) -> bool:
    """Whether a person with this role in the Organization concerned may do it (None: no role)."""
    return role is not None and Role(role) in ROLES[permission]


def actions(role: Role | str | None) -> list[str]:
    """Every act this role allows, for pages' buttons and the API's `actions`."""
    return [str(permission) for permission in Permission if allows(permission, role)]


def matrix() -> str:
    """The table as Markdown: permission × role, with ✔ and ✘."""
    roles = list(Role)
    lines = [
        "| permission | " + " | ".join(roles) + " | stranger |",
        "|---" * (len(roles) + 2) + "|",
    ]
    for permission in Permission:
        marks = ["✔" if allows(permission, role) else "✘" for role in [*roles, None]]
        lines.append(f"| `{permission}` | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"
