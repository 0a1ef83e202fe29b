"""Whose token is it, is it still good, and which tokens does an Organization have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from changehands.core.access.locking import no_such_grant, no_such_product
from changehands.core.organizations import authority
from changehands.core.organizations.invitations import no_such_invitation
from changehands.core.organizations.places import no_such_member
from changehands.core.organizations.teams import no_such_team
from changehands.core.paging import SIZE, Page, page_of
from changehands.core.tokens.secret import digest_of, is_well_formed
from changehands.core.transfers.locking import no_such_transfer
from changehands.core.webhooks.queries import no_such_delivery, no_such_webhook
from changehands.kernel.errors import NotFound
from changehands.models import (
    ApiToken,
    Grant,
    Invitation,
    Membership,
    Product,
    Team,
    Transfer,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from changehands.policy.permissions import Permission, allows
from changehands.policy.scopes import Scope

A_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts: a person, through a token that narrows what they may do."""

    token: ApiToken

    @property
    def user(self) -> User:
        """The person."""
        return self.token.user

    @property
    def organization_id(self) -> UUID | None:
        """The one Organization in which the token counts; None for an operator's."""
        return self.token.organization_id

    def may(self, scope: Scope) -> bool:
        """Whether the token has this scope."""
        return scope in self.token.scopes


def authenticate(secret: str, *, at: datetime) -> Caller | None:
    """Who holds this secret, if the token and its person still count at this very moment."""
    if not is_well_formed(secret):
        return None
    token = alive(at).filter(digest=digest_of(secret)).first()
    return Caller(token) if token else None


def alive(at: datetime) -> QuerySet[ApiToken]:
    """The tokens that count at this moment: not over, not revoked, their person still there."""
    here = Membership.objects.filter(
        organization_id=OuterRef("organization_id"), user_id=OuterRef("user_id")
    )
    return ApiToken.objects.select_related("user").filter(
        Q(expires_at=None) | Q(expires_at__gt=at),
        Q(organization=None, user__is_operator=True) | Exists(here),
        revoked_at=None,
        user__is_active=True,
    )


def is_alive(token: ApiToken, *, at: datetime) -> bool:
    """Whether the token still counts; asked again where a verb has its locks."""
    return alive(at).filter(id=token.id).exists()


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Remember that the token was used, once a minute at most."""
    if token.last_used_at is None or token.last_used_at <= at - A_MINUTE:
        rows = ApiToken.objects.filter(id=token.id)
        rows.filter(Q(last_used_at=None) | Q(last_used_at__lte=at - A_MINUTE)).update(
            last_used_at=at
        )


def place_of(caller: Caller, organization_id: UUID, permission: Permission) -> Membership:
    """The caller's place in an Organization, if its role allows this.

    Raises NotFound where the person is not in it or the token is bound to another, Denied where
    the role is a lesser one.
    """
    bound = caller.organization_id
    place = Membership.objects.select_related("organization").filter(
        user=caller.user, organization_id=organization_id
    )
    found = place.first() if bound in (None, organization_id) else None
    if found is None:
        raise authority.no_such_organization()
    if not allows(permission, found.role):
        raise authority.denied(permission, found.organization)
    return found


def places_of(caller: Caller, *, after: str | None = None, size: int = SIZE) -> Page[Membership]:
    """The caller's places: all those of an operator's token, else the one that it is bound to."""
    rows = Membership.objects.filter(user=caller.user).select_related("organization")
    if caller.organization_id:
        rows = rows.filter(organization_id=caller.organization_id)
    return page_of(rows, "organization__name", "organization_id", after=after, size=size)


def require_home(caller: Caller, noun: str, key: UUID) -> None:
    """Raises NotFound where a thing belongs to another Organization than the token's."""
    bound = caller.organization_id
    if bound is None:
        return
    rows, problem = _HOMES[noun]
    if not rows(key, bound):
        raise problem()


def tokens_page(
    organization_id: UUID, *, after: str | None = None, size: int = SIZE
) -> Page[ApiToken]:
    """The tokens of an Organization that are not revoked, by name. Who may ask: TOKENS_MANAGE."""
    rows = ApiToken.objects.filter(organization_id=organization_id, revoked_at=None)
    return page_of(rows.select_related("user"), "name", "id", after=after, size=size)


def token(organization_id: UUID, token_id: UUID) -> ApiToken:
    """A token of an Organization that is not revoked. Who may ask: TOKENS_MANAGE."""
    rows = ApiToken.objects.filter(organization_id=organization_id, revoked_at=None)
    found = rows.select_related("user").filter(id=token_id).first()
    if found is None:
        raise no_such_token()
    return found


def no_such_token() -> NotFound:
    """The one answer for a token that is not there and for one that is not theirs."""
    return NotFound("token-not-found", "There is no such token, or it is not yours.")


_HOMES: Final[dict[str, tuple[Callable[[UUID, UUID], bool], Callable[[], NotFound]]]] = {
    "product": (
        lambda key, home: Product.objects.filter(id=key, holder_id=home).exists(),
        no_such_product,
    ),
    "grant": (
        lambda key, home: Grant.objects.filter(id=key, product__holder_id=home).exists(),
        no_such_grant,
    ),
    "membership": (
        lambda key, home: Membership.objects.filter(id=key, organization_id=home).exists(),
        no_such_member,
    ),
    "invitation": (
        lambda key, home: Invitation.objects.filter(id=key, organization_id=home).exists(),
        no_such_invitation,
    ),
    "team": (
        lambda key, home: Team.objects.filter(id=key, organization_id=home).exists(),
        no_such_team,
    ),
    "token": (
        lambda key, home: ApiToken.objects.filter(id=key, organization_id=home).exists(),
        no_such_token,
    ),
    "webhook": (
        lambda key, home: WebhookEndpoint.objects.filter(id=key, organization_id=home).exists(),
        no_such_webhook,
    ),
    "delivery": (
        lambda key, home: WebhookDelivery.objects.filter(
            id=key, endpoint__organization_id=home
        ).exists(),
        no_such_delivery,
    ),
    "transfer": (
        lambda key, home: Transfer.objects.filter(
            Q(source_id=home) | Q(destination_id=home), id=key
        ).exists(),
        no_such_transfer,
    ),
}
