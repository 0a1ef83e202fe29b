"""Something of Ours for every address, and a good body for every operation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from changehands import api
from changehands.api.openapi import operations
from changehands.core import organizations, transfers, webhooks
from changehands.core.transfers import queries
from changehands.kernel.clock import now
from changehands.models import Grant, Membership, Transfer
from changehands.policy import catalogue, conditions
from tests.api.calling import HOME, make_token
from tests.world import World, offer

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Call:
    """One method of one address, with a body where it is an operation."""

    name: str
    method: str
    path: str
    body: Any
    scope: str


def every_call(world: World) -> Iterator[Call]:
    """Every method of every address of the document."""
    transfer = offer(world.olga, world.ours, world.mailbox, at=now())
    things, bodies = arguments(world, transfer), bodies_for(world, transfer)
    known = {(path, method): one for path, method, one in operations(api.document())}
    for template in api.document()["paths"]:
        path = re.sub(r"{(\w+)}", lambda found: things[found[1]], template).removeprefix(HOME)
        for method in METHODS:
            operation = known.get((template, method.lower()))
            name = operation["operationId"] if operation else template
            scopes = operation["security"][0]["token"] if operation else []
            yield Call(name, method, path, bodies.get(name), scopes[0] if scopes else "")


def arguments(world: World, transfer: Transfer) -> dict[str, str]:
    """What stands in the addresses: things of Ours."""
    place = Membership.objects.get(organization=world.ours, user=world.tom)
    grant = Grant.objects.get(product=world.hosting, user=world.mia)
    invitation = organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email="invited@people.example",
        role="member",
        at=now(),
    )
    token, _secret = make_token(world.olga, world.ours)
    hook = webhooks.create(
        actor=world.olga,
        organization_id=world.ours.id,
        url="https://hooks.example.com/in",
        events=["transfer.expired"],
        at=now(),
    )
    told = webhooks.send_test(actor=world.olga, webhook_id=hook.id, at=now())
    webhooks.note(delivery=told, outcome=webhooks.Outcome(status=500), at=now())
    return {
        "webhook": hook.public_id,
        "delivery": told.public_id,
        "organization": world.ours.public_id,
        "product": world.hosting.public_id,
        "grant": grant.public_id,
        "member": place.public_id,
        "team": world.web.public_id,
        "invitation": invitation.public_id,
        "token": token.public_id,
        "transfer": transfer.public_id,
    }


def bodies_for(world: World, transfer: Transfer) -> dict[str, Any]:
    """A body by operation that is good if the caller is Olga."""
    place = Membership.objects.get(organization=world.ours, user=world.mia)
    chosen = {"product_ids": [world.hosting.public_id]}
    shown = transfers.compute([world.hosting.id], source=world.ours.id, at=now())
    link = {"link": transfers.address(transfer)}
    there = queries.consequences(transfer, destination=world.labs.id, at=now())
    role = catalogue.current().kind("web-hosting").roles[0].code
    return {
        "create_organization": {"name": "Another"},
        "edit_organization": {"name": "Ours again"},
        "preview_transfer": chosen,
        "start_transfer": {**chosen, "digest": shown.digest, "conditions": conditions.CURRENT},
        "mail_link": {"email": "someone@people.example"},
        "extend_transfer": {"expires_in": 3},
        "receive_transfer": {
            "destination_id": world.labs.public_id,
            "conditions": conditions.CURRENT,
            "digest": there.digest,
        },
        "decline_transfer": link,
        "inspect_link": link,
        "give_grant": {"role": role, "user_id": world.tom.public_id},
        "change_role": {"role": "admin"},
        "invite": {"email": "new@people.example"},
        "create_team": {"name": "Shop"},
        "rename_team": {"name": "Webbers"},
        "add_to_team": {"member_id": place.public_id},
        "create_webhook": {
            "url": "https://hooks.example.com/other",
            "events": ["transfer.started"],
        },
        "change_webhook": {"disabled": True},
        "make_token": {"name": "new", "scopes": ["products:read"]},
        **batches(world),
    }


def batches(world: World) -> dict[str, Any]:
    """A batch by operation that is good if the caller is an operator."""
    ours, domain = world.ours.public_id, world.domain.public_id
    person, product = world.tom.public_id, world.hosting.public_id
    role = catalogue.current().kind("web-hosting").roles[0].code
    rows: dict[str, dict[str, Any]] = {
        "organizations": {"id": "firm", "name": "Firm", "owner": person},
        "people": {"id": "ann", "email": "ann@people.example"},
        "memberships": {"organization": ours, "person": person, "role": "admin"},
        "teams": {"id": "shop", "organization": ours, "name": "Shop"},
        "team_members": {"team": world.web.public_id, "person": person},
        "products": {"id": "new", "kind": "domain", "name": "new.example", "holder": ours},
        "servings": {"product": domain, "serves": product},
        "grants": {"product": product, "person": person, "role": role},
        "invoices": {"id": "bill", "organization": ours, "number": "7", "amount": 1}
        | {"issued_on": "2026-11-01"},
    }
    return {
        **{f"write_{noun}": {"rows": [row]} for noun, row in rows.items()},
        "change_facts": {"rows": [{"product": domain, "set": ["locked"]}]},
        "retire_products": {"products": [domain]},
    }
