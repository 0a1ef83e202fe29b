"""Every route of the Manager with an example of its arguments, out of the world."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from changehands.core import organizations, webhooks
from changehands.models import Invitation, Membership, Transfer
from tests.api.calling import make_token
from tests.world import NOW, World, offer

ELSEWHERE = ("api/", "access/", ".well-known/")  # tests/api has a matrix of its own
# whoever holds the secret may ask; the help centre is for everybody
OPEN = ("offer", "invitation", "verification", "help")
OUTSIDE = {"account_reset_password_from_key"}  # takes a signed key; tried in test_accounts


@dataclass(frozen=True)
class Route:
    """A named address and one that can be asked for."""

    name: str
    address: str
    needs: frozenset[str]

    @property
    def is_about_a_thing(self) -> bool:
        """Whether it names something of an Organization, which strangers must not learn of."""
        return bool(self.needs) and not self.name.startswith(OPEN)


@dataclass
class Examples:
    """What the addresses are about: things of Ours."""

    transfer: Transfer
    invitation: Invitation
    arguments: dict[str, Any]


def examples(world: World) -> Examples:
    """Something of Ours for each kind of argument."""
    transfer = offer(world.olga, world.ours, world.mailbox)
    invitation = organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email="invited@people.example",
        role="member",
        at=NOW,
    )
    place = Membership.objects.get(organization=world.ours, user=world.tom)
    hook = webhooks.create(
        actor=world.olga,
        organization_id=world.ours.id,
        url="https://hooks.example.com/in",
        events=["transfer.expired"],
        at=NOW,
    )
    told = webhooks.send_test(actor=world.olga, webhook_id=hook.id, at=NOW)
    webhooks.note(delivery=told, outcome=webhooks.Outcome(status=500), at=NOW)
    return Examples(
        transfer,
        invitation,
        {
            "transfer_id": transfer.public_id,
            "invitation_id": invitation.public_id,
            "organization_id": world.ours.public_id,
            "product_id": world.hosting.public_id,
            "membership_id": place.public_id,
            "team_id": world.web.public_id,
            "grant_id": world.hosting.grants.get(user=world.mia).public_id,
            "notification_id": world.olga.notifications.get(verb="transfer.started").public_id,
            "token_id": make_token(world.olga, world.ours)[0].public_id,
            "webhook_id": hook.public_id,
            "delivery_id": told.public_id,
            "version": "2026-11-01",
            "slug": "jelastic-transfer",
            "language": "en",
            "number": 2024,
            "category": "transfers",
            "title": "transfer-product-organization",
            "name": "transfers.webp",
            "key": "not-a-key",
        },
    )


def all_routes(found: Examples) -> list[Route]:
    """Every named route, sorted; one whose argument has no example raises KeyError."""
    routes = {}
    for name, pattern in _patterns(get_resolver()):
        needs = frozenset(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
        if name in OUTSIDE:
            continue
        arguments = {need: found.arguments[need] for need in needs}
        routes[name] = Route(name, reverse(name, kwargs=arguments), needs)
    return [routes[name] for name in sorted(routes)]


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if pattern.startswith(ELSEWHERE):
            continue
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, pattern)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"a route without a name: {pattern}"
            yield entry.name, pattern
