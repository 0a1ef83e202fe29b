"""Making and revoking tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from changehands.core.activity import record
from changehands.core.operation import operation, sweep
from changehands.core.organizations import authority
from changehands.core.tokens.queries import no_such_token
from changehands.core.tokens.secret import SHOWN, digest_of, new_secret
from changehands.kernel.errors import Conflict, Denied, Invalid
from changehands.kernel.names import clean_name
from changehands.models import ApiToken, Organization, User
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows
from changehands.policy.scopes import OF_THE_PLATFORM, Scope

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A new token with its secret, which is shown this once."""

    token: ApiToken
    secret: str


@operation
def make(
    *,
    actor: User,
    organization_id: UUID,
    name: str,
    scopes: Iterable[str],
    at: datetime,
    expires_at: datetime | None = None,
    within: ApiToken | None = None,
) -> Made:
    """Make a token of the actor's own, good in one Organization.

    `within` is the token through which they ask: the new one may do no more and last no longer.
    """
    organization = authority.lock([organization_id])[organization_id]
    authority.require(P.TOKENS_MANAGE, actor, organization)
    wanted = _known(scopes)
    if wanted & OF_THE_PLATFORM:
        raise _not_grantable(wanted & OF_THE_PLATFORM)
    if within is not None:
        _require_within(within, wanted, expires_at)
    if ApiToken.objects.filter(organization=organization, revoked_at=None).count() >= MOST:
        raise Conflict(
            "too-many-tokens",
            "%(organization)s has %(most)s tokens. Revoke one that is no longer used.",
            organization=organization.name,
            most=MOST,
        )
    made = _make(actor, organization, name, wanted, expires_at, at)
    _log("token.made", made.token, actor, at, scopes=sorted(wanted))
    return made


@sweep  # it belongs to no Organization, whose log could tell of it
def make_for_platform(
    *,
    actor: User,
    name: str,
    scopes: Iterable[str],
    at: datetime,
    expires_at: datetime | None = None,
) -> Made:
    """Make an operator's token, which is bound to no Organization."""
    if not (actor.is_operator and actor.is_active):
        raise Denied("not-an-operator", "Only operators of the platform may do this.")
    return _make(actor, None, name, _known(scopes), expires_at, at)


@operation
def revoke(*, actor: User, token_id: UUID, at: datetime) -> ApiToken:
    """End a token at once: one's own, or any of an Organization that one administers.

    It is possible in a frozen Organization too.
    """
    token = ApiToken.objects.filter(
        id=token_id, organization__memberships__user=actor.pk, revoked_at=None
    ).first()
    if token is None or token.organization_id is None:
        raise no_such_token()
    organization = authority.lock([token.organization_id])[token.organization_id]
    role = authority.role_in(actor, organization.id)
    if role is None:
        raise no_such_token()
    if token.user_id != actor.pk and not allows(P.TOKENS_MANAGE, role):
        raise authority.denied(P.TOKENS_MANAGE, organization)
    _end(token, at)
    _log("token.revoked", token, actor, at)
    return token


@sweep
def revoke_for_platform(*, actor: User, token_id: UUID, at: datetime) -> ApiToken:
    """End an operator's token at once."""
    found = ApiToken.objects.filter(id=token_id, organization=None, revoked_at=None).first()
    if found is None or not (actor.is_operator and actor.is_active):
        raise no_such_token()
    return _end(found, at)


def _make(
    actor: User,
    organization: Organization | None,
    name: str,
    scopes: frozenset[Scope],
    expires_at: datetime | None,
    at: datetime,
) -> Made:
    if expires_at is not None and expires_at <= at:
        raise Invalid("expiry-is-past", "Choose a time in the future.", field="expires_at")
    secret = new_secret()
    token = ApiToken.objects.create(
        user=actor,
        organization=organization,
        name=clean_name(name),
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=sorted(scopes),
        expires_at=expires_at,
        created_at=at,
    )
    return Made(token, secret)


def _end(token: ApiToken, at: datetime) -> ApiToken:
    ended = ApiToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=at)
    if not ended:
        raise no_such_token()
    token.revoked_at = at
    return token


def _known(scopes: Iterable[str]) -> frozenset[Scope]:
    wanted = set(scopes)
    unknown = wanted - set(Scope)
    if unknown or not wanted:
        raise Invalid(
            "scope-unknown",
            "Choose at least one scope, and only from these: %(scopes)s.",
            field="scopes",
            scopes=", ".join(Scope),
        )
    return frozenset(Scope(scope) for scope in wanted)


def _require_within(
    within: ApiToken, wanted: frozenset[Scope], expires_at: datetime | None
) -> None:
    if more := wanted - set(within.scopes):
        raise _not_grantable(more)
    if within.expires_at and (expires_at is None or expires_at > within.expires_at):
        raise Invalid(
            "expiry-too-late",
            "A token cannot outlive the one that makes it: choose %(latest)s at the latest.",
            field="expires_at",
            latest=within.expires_at.isoformat(),
        )


def _not_grantable(scopes: frozenset[Scope]) -> Denied:
    return Denied(
        "scope-not-grantable",
        "You cannot give these scopes here: %(scopes)s.",
        field="scopes",
        scopes=", ".join(sorted(scopes)),
    )


def _log(event: str, token: ApiToken, actor: User, at: datetime, **facts: object) -> None:
    if token.organization_id is not None:
        told = {"token": token.name, "prefix": token.prefix, **facts}
        sides = {token.organization_id: told}
        record(event, actor=actor, at=at, sides=sides, subject=token.id)
