"""Every operation of the API's document is called by a method of the client, with all it takes."""

import json
import re
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from changehands.api import document
from changehands.client import Client, Question
from changehands.models import User, WebhookDelivery
from changehands.policy.scopes import Scope
from tests.client.conftest import Application, open_client
from tests.core.platform.batches import FIRM, OPEN, SHOP
from tests.core.platform.batches import operator as make_operator
from tests.world import World

Asked = dict[tuple[str, str], set[str]]
USE = "product.use"
OURS = {"cursor", "secret"}  # it goes on by itself, and shows a link whole


class Recording(httpx.BaseTransport):
    """The application, and what it was asked: the parameters and members by method and path."""

    def __init__(self) -> None:
        self.application = Application()
        self.asked: Asked = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.application.handle_request(request)
        assert answer.is_success, answer.text
        body = json.loads(request.read() or b"{}")
        told = {name for name, _ in parse_qsl(request.url.query.decode())} | set(body)
        self.asked.setdefault((request.method, request.url.path), set()).update(told)
        return answer


@pytest.fixture
def wire() -> Recording:
    return Recording()


def test_every_operation_of_the_document_is_called_with_every_parameter(
    world: World, wire: Recording
) -> None:
    olga = open_client(world.olga, world.ours, wire)
    rui = open_client(world.rui, world.theirs, wire)
    _organizations(olga, world)
    _people(olga, world)
    _teams(olga, world)
    _products(olga, world)
    _records(olga, world)
    _webhooks(olga, world)
    _transfers(olga, rui, world)
    _batches(open_client(make_operator(world), None, wire, Scope.PLATFORM_WRITE))
    documented = {_operation(method, path): told for method, path, told in _documented()}
    called: dict[str, set[str]] = {}
    for (method, path), told in wire.asked.items():
        called.setdefault(_operation(method, path), set()).update(told)
    assert sorted(documented.keys() - called.keys()) == []
    missing = {name: documented[name] - called[name] - OURS for name in documented}
    assert {name: told for name, told in missing.items() if told} == {}


def test_access_questions_are_asked_in_all_their_ways(world: World, wire: Recording) -> None:
    asker = open_client(world.olga, world.ours, wire, Scope.ACCESS_EVALUATE).access
    drive, mia, rui = world.drive.public_id, world.mia.public_id, world.rui.public_id
    assert asker.evaluate(mia, USE, drive) and not asker.evaluate(rui, USE, drive)
    asked = [Question(rui, USE, drive), Question(mia, USE, drive)]
    assert [one.decision for one in asker.evaluate_all(asked)] == [False, True]
    assert len(asker.evaluate_all(asked, semantic="deny_on_first_deny")) == 1
    assert asker.evaluate_all([]) == []
    assert mia in list(asker.people(USE, drive)) and drive in list(asker.resources(mia, USE))
    assert USE in list(asker.actions(mia, drive))
    assert list(asker.resources(mia, "products.view-own", "organization"))
    places = {value for name, value in asker.configuration() if name.endswith("_endpoint")}
    assert {httpx.URL(place).path for place in places} <= {path for _, path in wire.asked}


def test_a_refused_access_question_is_the_sentence_of_the_refusal(world: World) -> None:
    asker = open_client(world.olga, world.ours, None, Scope.PRODUCTS_READ).access
    with pytest.raises(Exception, match="has not the scope access:evaluate"):
        asker.evaluate("usr_x", USE, "prd_x")


def _documented() -> list[tuple[str, str, set[str]]]:
    found = []
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            told = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
            found.append((method.upper(), path, told | _members(operation)))
    return found


def _members(operation: Any) -> set[str]:
    content = operation.get("requestBody", {}).get("content", {})
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2] if content else ""
    known = document()["components"]["schemas"]
    return set(known[name]["properties"]) if name else set()


def _operation(method: str, path: str) -> str:
    """A call without the ids in its path."""
    return f"{method} {re.sub(r'{[a-z]+}|[a-z]{3,4}_[0-9a-z]{26}', '*', path)}"


def _organizations(client: Client, world: World) -> None:
    ours = world.ours.public_id
    told = {"name": "Ours again", "kind": "company", "country": "FR", "currency": "EUR"}
    assert client.me().organization and client.conditions().version
    assert "domain" in [kind.code for kind in client.kinds()]
    assert list(client.organizations.list()) and client.organizations.show(ours).id == ours
    assert client.organizations.create("Another").name == "Another"
    assert client.organizations.edit(ours, **told).country == "FR"
    assert "Labs" in [row.organization.name for row in client.organizations.destinations(ours)]
    made = client.tokens.make(
        ours,
        name="t",
        scopes=["products:read"],
        expires_at=world.ours.created_at.replace(year=2099),
    )
    assert made.id in [row.id for row in client.tokens.list(ours)]
    client.tokens.revoke(made.id)


def _people(client: Client, world: World) -> None:
    ours = world.ours.public_id
    (xen,) = client.members.list(ours, search="Xen", role="external")
    assert client.members.change_role(xen.id, "member").role == "member"
    client.members.remove(xen.id)
    invited = client.invitations.send(ours, "zoe@new.example", role="admin", language="fr")
    assert [row.email for row in client.invitations.list(ours)] == ["zoe@new.example"]
    client.invitations.withdraw(invited.id)
    assert list(client.invitations.list(ours)) == []


def _teams(client: Client, world: World) -> None:
    team = client.teams.create(world.ours.public_id, "Sales")
    assert client.teams.rename(team.id, "Shop").name == client.teams.show(team.id).name == "Shop"
    assert [row.id for row in client.teams.list(world.ours.public_id, search="Shop")] == [team.id]
    (mia,) = client.members.list(world.ours.public_id, search="Mia")
    assert client.teams.add(team.id, mia.id).person.name == "Mia"
    assert [row.id for row in client.teams.members(team.id, search="Mia")] == [mia.id]
    client.teams.remove(team.id, mia.id)
    client.teams.delete(team.id)


def _products(client: Client, world: World) -> None:
    domain, told = world.domain.public_id, {"kind": "domain", "search": "ours"}
    rows = client.products.list(
        world.ours.public_id, state="active", transferable=True, sort="-name", **told
    )
    assert [row.id for row in rows] == [domain] and client.products.show(domain).id == domain
    given = client.products.grant(domain, role="technician", person=world.tom.public_id)
    told = {"role": "technician", "team": world.web.public_id}
    assert client.products.grant(domain, manages=False, **told).team_id == world.web.public_id
    (tom,) = client.products.people(domain, search="Tom")
    assert {reason.via for reason in tom.reasons} == {"individual", "team"}
    client.products.revoke(given.id)
    assert [held.is_own for held in client.products.holdings(domain)] == [True]


def _records(client: Client, world: World) -> None:
    ours, domain = world.ours.public_id, world.domain.public_id
    assert list(client.invoices.list(ours, product=domain, state="open", search="x")) == []
    assert list(client.invoices.list(ours, oldest_first=True)) == []
    days = {"since": date(2026, 1, 1), "until": date(2099, 1, 1)}
    rows = list(client.events.list(ours, verb="access", product=domain, **days))
    assert rows and all(row.verb.startswith("access.") for row in rows)
    about = client.events.list(ours, person=world.tom.public_id, oldest_first=True)
    assert next(about).actor


def _webhooks(client: Client, world: World) -> None:
    ours, there = world.ours.public_id, "https://hooks.example.com/in"
    told = {"events": ["transfer.started"], "description": "Bookkeeping"}
    made = client.webhooks.create(ours, there, **told)
    assert client.webhooks.show(made.id).secret == made.secret
    assert client.webhooks.change(made.id, url=there, disabled=False, **told).events
    assert client.webhooks.new_secret(made.id).secret != made.secret
    tested = client.webhooks.test(made.id)
    WebhookDelivery.objects.update(attempts=1)
    assert client.webhooks.redeliver(tested.id).message_id == tested.message_id
    assert [row.id for row in client.webhooks.deliveries(made.id)] == [tested.id]
    assert [row.id for row in client.webhooks.list(ours)] == [made.id]
    client.webhooks.delete(made.id)


def _transfers(olga: Client, rui: Client, world: World) -> None:
    ours, labs, products = world.ours.public_id, world.labs.public_id, [world.domain.public_id]
    accepted = {"conditions": olga.conditions().version}
    read = olga.transfers.preview(ours, products, destination=labs)
    options = {"email": "rui@people.example", "language": "de", "expires_in": 3, "bound": False}
    here = {**accepted, "digest": olga.transfers.preview(ours, products).digest}
    first = olga.transfers.start(ours, products, **here, **options)
    name = first.id
    assert olga.transfers.send(name, "eve@people.example", bound=False, language="fr").email
    assert olga.transfers.extend(name, 9).id == olga.transfers.cancel(name).id == name
    second = olga.transfers.start(ours, products, **here)
    declined = rui.transfers.decline(olga.transfers.new_link(second.id) or "")
    assert declined.state == "declined"
    third = olga.transfers.start(ours, products, **here)
    link = third.link or ""
    offer = rui.transfers.inspect(link, destination=world.theirs.public_id)
    assert list(rui.transfers.offered(link)) and list(olga.transfers.items(third.id))
    assert offer.preview
    taken = {**accepted, "digest": offer.preview.digest, "destination": world.theirs.public_id}
    assert rui.transfers.receive(link, **taken).state == "completed"
    found = olga.transfers.list(ours, state="completed", direction="out", search="ours")
    assert [row.id for row in found] == [third.id]
    assert next(olga.transfers.list(ours, oldest_first=True)).id == first.id
    drive = [world.drive.public_id]
    read = olga.transfers.preview(ours, drive, destination=labs)
    told = {**accepted, "digest": read.digest, "destination": labs}
    assert olga.transfers.start(ours, drive, **told).state == "completed"


def _batches(client: Client) -> None:
    ann = {"person": "ann"}
    there = {"organization": "firm"}
    bill = {"id": "b1", **there, "number": "1", "amount": 100, "issued_on": "2026-05-31"}
    hosting = {"id": "host", "kind": "web-hosting", "name": "host", "holder": "firm"}
    written = [
        client.platform.people([OPEN]),
        client.platform.organizations([FIRM]),
        client.platform.memberships([{**there, **ann, "role": "owner"}]),
        client.platform.teams([{"id": "web", **there, "name": "Web"}]),
        client.platform.team_members([{"team": "web", **ann}]),
        client.platform.products([SHOP, hosting]),
        client.platform.servings([{"product": "shop", "serves": "host"}]),
        client.platform.grants([{"product": "shop", **ann, "role": "technician"}]),
        client.platform.invoices([bill]),
    ]
    assert sum(one.new for one in written) == 9 and User.objects.filter(external_id="ann").exists()
    assert client.platform.change_facts([{"product": "shop", "set": ["trial"]}]).changed == 1
    assert client.platform.retire(["shop"]).retired == 1
