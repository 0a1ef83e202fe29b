"""Who has access to a product, and why; and what a person or a work team has access to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from changehands.core.paging import SIZE, Page, page_of
from changehands.core.searching import words
from changehands.models import ROLE_LABELS, Grant, Product, Right, Team, User
from changehands.policy import catalogue
from changehands.policy.roles import Role


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a person has access; `grant` is what to revoke, where one was given."""

    via: str
    role: str
    label: str
    manages: bool
    team: Team | None = None
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with access to a product, with every reason."""

    user: User
    reasons: Sequence[Reason]

    @property
    def manages(self) -> bool:
        """Whether any of the reasons brings the management right."""
        return any(reason.manages for reason in self.reasons)


def people_with_access(
    product: Product, *, search: str = "", after: str | None = None, size: int = SIZE
) -> Page[Person]:
    """Everyone who has access to a product now, by name, with all reasons.

    Who may ask is decided before: one needs a right on the product, and MEMBERS_VIEW.
    """
    rows = User.objects.filter(id__in=Right.objects.filter(product=product).values("user_id"))
    if text := words(search):
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text))
    page = page_of(rows, "name", "email", after=after, size=size, counted=True)
    reasons = _reasons(product, [user.id for user in page.rows])
    people = [Person(user, reasons.get(user.id, [])) for user in page.rows]
    return Page(people, page.next, page.total)


def grants_of(product: Product) -> Sequence[Grant]:
    """The rights given on a product for the time with its present holder: teams, then people."""
    rows = Grant.objects.filter(product=product, epoch=product.epoch)
    return list(
        rows.select_related("user", "team", "product").order_by("team__name", "user__name", "id")
    )


def team_grants_page(team: Team, *, after: str | None = None) -> Page[Grant]:
    """The rights that a work team has on products, by name of the product."""
    return _grants_page(
        Grant.objects.filter(team=team, product__holder_id=team.organization_id), after
    )


def person_grants_page(
    organization_id: UUID, user_id: UUID, *, after: str | None = None
) -> Page[Grant]:
    """The rights that a person was given individually on products of an Organization."""
    return _grants_page(
        Grant.objects.filter(user_id=user_id, product__holder_id=organization_id), after
    )


def roles_of(kind: str) -> Sequence[tuple[str, str]]:
    """The roles inside products of a kind, code and label, the least powerful first."""
    known = catalogue.current().kinds.get(kind)
    return [(role.code, role_label(kind, role.code)) for role in known.roles] if known else []


def role_label(kind: str, role: str) -> str:
    """A role inside a product of this kind, in the reader's language; its code if it is unknown."""
    known = catalogue.current().kinds.get(kind)
    roles = known.roles if known else ()
    labels = {found.code: found.label for found in roles}
    return labels[role].get(get_language() or "en") if role in labels else role


def _grants_page(rows: "QuerySet[Grant]", after: str | None) -> Page[Grant]:
    current = rows.filter(epoch=F("product__epoch")).select_related("product")
    return page_of(current, "product__name", "id", after=after, counted=True)


def _reasons(product: Product, users: Iterable[UUID]) -> dict[UUID, list[Reason]]:
    given = {(grant.user_id, grant.team_id): grant for grant in grants_of(product)}
    rows = Right.objects.filter(product=product, user_id__in=list(users)).select_related("team")
    found: dict[UUID, list[Reason]] = {}
    for right in rows.order_by("via", "team__name"):
        key: Any = (None, right.team_id) if right.team_id else (right.user_id, None)
        by_role = right.via == Right.Via.ROLE
        reason = Reason(
            via=right.via,
            role=right.role,
            label=str(ROLE_LABELS[Role(right.role)])
            if by_role
            else role_label(product.kind, right.role),
            manages=right.manages,
            team=right.team,
            grant=None if by_role else given.get(key),
        )
        found.setdefault(right.user_id, []).append(reason)
    return found
