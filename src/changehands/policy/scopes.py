"""What a token may be good for: it narrows what its person may do, and never widens it."""

from enum import StrEnum
from typing import Final

from changehands.policy.permissions import Permission as P


class Scope(StrEnum):
    """One area of the API, for reading or for writing."""

    ORGANIZATIONS_READ = "organizations:read"
    ORGANIZATIONS_WRITE = "organizations:write"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    TEAMS_READ = "teams:read"
    TEAMS_WRITE = "teams:write"
    PRODUCTS_READ = "products:read"
    GRANTS_WRITE = "grants:write"
    INVOICES_READ = "invoices:read"
    TRANSFERS_READ = "transfers:read"
    TRANSFERS_WRITE = "transfers:write"
    EVENTS_READ = "events:read"
    TOKENS_WRITE = "tokens:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    ACCESS_EVALUATE = "access:evaluate"
    PLATFORM_READ = "platform:read"
    PLATFORM_WRITE = "platform:write"


OF_THE_PLATFORM: Final = frozenset({Scope.PLATFORM_READ, Scope.PLATFORM_WRITE})

# which scope a token needs so that its person's permission counts
NEEDED: Final[dict[P, Scope]] = {
    P.ORGANIZATION_VIEW: Scope.ORGANIZATIONS_READ,
    P.ORGANIZATION_EDIT: Scope.ORGANIZATIONS_WRITE,
    P.ORGANIZATION_LEAVE: Scope.MEMBERS_WRITE,
    P.MEMBERS_VIEW: Scope.MEMBERS_READ,
    P.MEMBERS_MANAGE: Scope.MEMBERS_WRITE,
    P.OWNERS_MANAGE: Scope.MEMBERS_WRITE,
    P.TEAMS_VIEW: Scope.TEAMS_READ,
    P.TEAMS_MANAGE: Scope.TEAMS_WRITE,
    P.PRODUCTS_VIEW_ALL: Scope.PRODUCTS_READ,
    P.PRODUCTS_VIEW_OWN: Scope.PRODUCTS_READ,
    P.GRANTS_MANAGE: Scope.GRANTS_WRITE,
    P.INVOICES_VIEW: Scope.INVOICES_READ,
    P.ACTIVITY_VIEW: Scope.EVENTS_READ,
    P.TRANSFERS_VIEW: Scope.TRANSFERS_READ,
    P.TRANSFERS_START: Scope.TRANSFERS_WRITE,
    P.TRANSFERS_SEND: Scope.TRANSFERS_WRITE,
    P.TRANSFERS_RELINK: Scope.TRANSFERS_WRITE,
    P.TRANSFERS_EXTEND: Scope.TRANSFERS_WRITE,
    P.TRANSFERS_CANCEL: Scope.TRANSFERS_WRITE,
    P.TRANSFERS_RECEIVE: Scope.TRANSFERS_WRITE,
    P.TOKENS_MANAGE: Scope.TOKENS_WRITE,
    P.WEBHOOKS_VIEW: Scope.WEBHOOKS_READ,
    P.WEBHOOKS_MANAGE: Scope.WEBHOOKS_WRITE,
}
