"""Which actions may be asked about, and what a ground of access must be to bring one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from changehands.models import Right
from changehands.policy import catalogue
from changehands.policy.permissions import ROLES
from changehands.policy.permissions import Permission as P

PLACE: Final = "place"  # a role in the Organization that is asked about
BY_ROLE: Final = frozenset({str(Right.Via.ROLE)})
GIVEN: Final = frozenset({str(Right.Via.INDIVIDUAL), str(Right.Via.TEAM)})
ROLE_INSIDE: Final = "role:"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground on which a person has access: a right on a product, or a role in an Organization."""

    via: str
    role: str
    manages: bool


@dataclass(frozen=True, slots=True)
class Need:
    """What one ground must be, so that it brings an action."""

    vias: frozenset[str]
    roles: frozenset[str] | None = None  # None: whichever
    manages: bool = False

    def met_by(self, ground: Ground) -> bool:
        """Whether this one ground is enough."""
        return (
            ground.via in self.vias
            and (self.roles is None or ground.role in self.roles)
            and (ground.manages or not self.manages)
        )

    def condition(self) -> Q:
        """The same, for a search over rights."""
        condition = Q(via__in=sorted(self.vias))
        if self.roles is not None:
            condition &= Q(role__in=sorted(self.roles))
        return condition & Q(manages=True) if self.manages else condition


class Unknown(Exception):
    """The question names what does not exist: the answer is no, for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


ON_PRODUCTS: Final[Mapping[str, Need]] = {
    "product.use": Need(BY_ROLE | GIVEN),
    "product.manage": Need(BY_ROLE | GIVEN, manages=True),
    str(P.TRANSFERS_START): Need(BY_ROLE, frozenset(map(str, ROLES[P.TRANSFERS_START]))),
}
IN_ORGANIZATIONS: Final[Mapping[str, Need]] = {
    str(permission): Need(frozenset({PLACE}), frozenset(map(str, roles)))
    for permission, roles in ROLES.items()
}


def need_of(action: str, resource_type: str) -> Need:
    """What the action on a resource of this type needs. Raises Unknown."""
    if resource_type == "organization":
        found = IN_ORGANIZATIONS.get(action)
    elif resource_type != "product":
        raise Unknown("resource-type-unknown")
    elif action.startswith(ROLE_INSIDE):
        found = _having(action.removeprefix(ROLE_INSIDE))
    else:
        found = ON_PRODUCTS.get(action)
    if found is None:
        raise Unknown("action-unknown")
    return found


def actions_on(resource_type: str) -> Iterator[tuple[str, Need]]:
    """Every action on resources of this type, by name. Raises Unknown."""
    if resource_type not in ("product", "organization"):
        raise Unknown("resource-type-unknown")
    known = IN_ORGANIZATIONS if resource_type == "organization" else ON_PRODUCTS
    roles = sorted(_roles_inside()) if resource_type == "product" else []
    names = [*known, *(f"{ROLE_INSIDE}{role}" for role in roles)]
    return ((name, need_of(name, resource_type)) for name in sorted(names))


def _having(role: str) -> Need | None:
    return Need(GIVEN, frozenset({role})) if role in _roles_inside() else None


def _roles_inside() -> frozenset[str]:
    kinds = catalogue.current().kinds.values()
    return frozenset(role.code for kind in kinds for role in kind.roles)
