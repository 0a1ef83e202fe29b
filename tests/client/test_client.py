"""The client against the application: what it brings back, and what it raises."""

import httpx
import pytest

from changehands.client import Client, Conflict, Denied, Invalid, NotFound, NotSignedIn
from changehands.client.shapes import StartedTransfer
from changehands.models import Transfer
from tests.client.conftest import Application, open_client
from tests.world import World, make_product


def offered(client: Client, world: World) -> StartedTransfer:
    """A transfer of the domain, started as a program does it."""
    ours, products = world.ours.public_id, [world.domain.public_id]
    read = client.transfers.preview(ours, products)
    version = client.conditions().version
    return client.transfers.start(ours, products, digest=read.digest, conditions=version)


def test_a_list_goes_on_over_all_its_pages(olga: Client, world: World) -> None:
    made = {make_product(world.ours, "domain", f"{number}.example") for number in range(230)}
    found = [row.id for row in olga.products.list(world.ours.public_id, kind="domain")]
    assert len(found) == len(set(found)) and {row.public_id for row in made} < set(found)


def test_a_page_is_asked_for_only_when_it_is_needed(world: World) -> None:
    asked = []
    wire = Application()

    class Counting(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            return wire.handle_request(request)

    for number in range(120):
        make_product(world.ours, "domain", f"{number}.example")
    rows = open_client(world.olga, world.ours, Counting()).products.list(world.ours.public_id)
    assert next(rows).name and len(asked) == 1


def test_a_transfer_is_started_inspected_and_received(
    olga: Client, rui: Client, world: World
) -> None:
    started = offered(olga, world)
    assert started.link is not None and started.link == olga.transfers.link(started.id)
    offer = rui.transfers.inspect(started.link)
    assert offer.preview is not None and offer.started_by is not None
    assert "example" in next(rui.transfers.offered(started.link)).name
    received = rui.transfers.receive(
        started.link,
        destination=world.theirs.public_id,
        conditions=rui.conditions().version,
        digest=offer.preview.digest,
    )
    assert (received.state, received.side) == ("completed", "destination")
    assert [row.id for row in rui.transfers.list(world.theirs.public_id)] == [started.id]
    assert world.domain.public_id in [row.product_id for row in olga.transfers.items(started.id)]


def test_a_waiting_transfer_is_handed_over_directly(world: World, olga: Client) -> None:
    started = offered(olga, world)
    products = [world.domain.public_id]
    there = world.labs.public_id
    read = olga.transfers.preview(world.ours.public_id, products, destination=there)
    done = olga.transfers.direct(
        started.id, destination=there, conditions=olga.conditions().version, digest=read.digest
    )
    assert done.state == "completed"


def test_a_waiting_transfer_is_relinked_extended_sent_declined_or_cancelled(
    olga: Client, rui: Client, world: World
) -> None:
    started = offered(olga, world)
    assert olga.transfers.new_link(started.id) not in (None, started.link)
    assert olga.transfers.extend(started.id, 30).expires_at > started.expires_at
    assert olga.transfers.send(started.id, "Someone@new.example").email == "someone@new.example"
    assert olga.transfers.cancel(started.id).state == "cancelled"
    again = offered(olga, world)
    assert again.link and rui.transfers.decline(again.link).state == "declined"


def test_who_am_i_and_where(olga: Client, world: World) -> None:
    me = olga.me()
    assert me.organization and me.organization.id == world.ours.public_id
    assert [row.name for row in olga.organizations.list()] == ["Ours"]
    assert olga.organizations.show(me.organization.id).role == "owner"
    assert olga.organizations.create("Another").name == "Another"


def test_members_and_tokens_are_kept(olga: Client, world: World) -> None:
    ours = world.ours.public_id
    mia = next(row for row in olga.members.list(ours) if row.person.name == "Mia")
    assert olga.members.change_role(mia.id, "admin").role == "admin"
    olga.members.remove(mia.id)
    assert "Mia" not in [row.person.name for row in olga.members.list(ours)]
    made = olga.tokens.make(ours, name="deployment", scopes=["products:read"])
    assert made.secret and made.id in [row.id for row in olga.tokens.list(ours)]
    olga.tokens.revoke(made.id)
    assert made.id not in [row.id for row in olga.tokens.list(ours)]


def test_an_answer_that_is_lost_is_asked_for_again_and_the_write_has_one_effect(
    world: World,
) -> None:
    wire = Application()
    lost = []

    class Losing(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = wire.handle_request(request)
            if request.url.path.endswith("/transfers") and not lost:
                lost.append(answer.status_code)
                raise httpx.ReadError("the connection broke")
            return answer

    started = offered(open_client(world.olga, world.ours, Losing()), world)
    assert lost == [201] and started.link
    assert Transfer.objects.count() == 1


def test_a_refusal_carries_code_status_place_and_facts(olga: Client, world: World) -> None:
    ours, products = world.ours.public_id, [world.domain.public_id]
    version = olga.conditions().version
    with pytest.raises(Conflict) as unread:
        olga.transfers.start(ours, products, conditions=version)
    problem = unread.value
    assert (problem.status, problem.code) == (409, "warnings-unread")
    assert problem.params["preview"]["digest"] and str(problem) == problem.detail
    with pytest.raises(Invalid) as old:
        olga.transfers.start(ours, products, conditions="2020-01-01")
    assert (old.value.status, old.value.pointer) == (422, "/conditions")
    assert old.value.as_json()["code"] == "conditions-outdated"


def test_each_class_of_refusal_is_an_exception_of_its_own(
    olga: Client, rui: Client, world: World
) -> None:
    started = offered(olga, world)
    with pytest.raises(NotFound):
        rui.transfers.show(started.id)
    with pytest.raises(NotFound):
        list(rui.products.list(world.ours.public_id))
    with pytest.raises(Invalid, match="link"):
        rui.transfers.receive("no link", destination=world.theirs.public_id, conditions="")
    with pytest.raises(Denied):
        list(open_client(world.mia, world.ours).transfers.list(world.ours.public_id))
    wire = Application()
    with pytest.raises(NotSignedIn):
        Client("http://localhost", "chp_wrong", transport=wire).me()
