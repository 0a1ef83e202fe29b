"""Every command over the API speaks JSON, in success and in refusal."""

import json
from collections.abc import Iterator
from typing import Any

import typer

from changehands.cli.commands import app
from tests.cli.remote.conftest import Opening, Program
from tests.world import World

AGREED = ("--yes",)
Commands = dict[str, Any]


def commands() -> Commands:
    """Every command over the API by its name."""
    return dict(_below(typer.main.get_command(app), ""))


def _below(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    for command in group.commands.values():
        name = f"{before} {command.name}".strip()
        nested = hasattr(command, "commands")
        is_remote = command.callback and "cli.remote" in command.callback.__module__
        if is_remote and (not nested or command.invoke_without_command):
            yield name, command
        if nested:
            yield from _below(command, name)


def test_every_command_over_the_api_has_the_option_json() -> None:
    found = commands()
    assert len(found) > 25
    without = [
        name
        for name, one in found.items()
        if "--json" not in {o for p in one.params for o in p.opts}
    ]
    assert without == []


def test_every_command_over_the_api_prints_what_the_api_says_as_json(
    world: World, program: Opening
) -> None:
    olga, rui = program(world.olga, world.ours), program(world.rui, world.theirs)
    done = {*_reads(olga), *_people(olga), *_offers(olga, world), *_receptions(olga, rui, world)}
    token = olga.json("tokens", "make", "--name", "t", "--scope", "products:read")
    assert olga.json("tokens", "revoke", token["id"])["revoked"] is True
    assert olga.json("login")["person"]["name"] == "Olga"
    assert {*commands()} - done == {"tokens make", "tokens revoke", "login"}


def _reads(olga: Program) -> Iterator[str]:
    names = ("orgs", "products list", "transfers list", "members", "teams")
    for name in (*names, "invitations", "invoices", "events", "tokens"):
        rows = olga.json(*name.split())
        assert isinstance(rows, list) and all("id" in row for row in rows)
        yield name
    assert olga.json("me")["organization"]["name"] == "Ours"
    (team,) = olga.json("teams")
    assert len(olga.json("teams", "show", team["id"])["members"]) == team["people"] == 2
    yield from ("me", "teams show")


def _people(olga: Program) -> Iterator[str]:
    (xen,) = olga.json("members", "--search", "Xen")
    assert olga.json("members", "role", xen["id"], "member")["role"] == "member"
    assert olga.json("members", "remove", xen["id"]) == {"id": xen["id"], "removed": True}
    made = olga.json("invitations", "send", "zoe@new.example", "--role", "admin")
    assert olga.json("invitations")[0]["email"] == "zoe@new.example"
    assert olga.json("invitations", "withdraw", made["id"])["withdrawn"] is True
    yield from ("members role", "members remove", "invitations send", "invitations withdraw")


def _offers(olga: Program, world: World) -> Iterator[str]:
    name = world.domain.public_id
    assert olga.json("transfers", "preview", name) == olga.json(
        "transfers", "start", name, "--dry-run"
    )
    offer = olga.json("transfers", "start", name, *AGREED)
    shown = olga.json("transfers", "show", offer["id"])
    assert [row["name"] for row in shown["items"]] == ["ours.example"]
    assert olga.json("transfers", "send", offer["id"], "--email", "a@b.example")["email"]
    assert olga.json("transfers", "link", offer["id"])["link"] == offer["link"]
    assert olga.json("transfers", "extend", offer["id"], "--days", "3")["id"] == offer["id"]
    assert olga.json("transfers", "cancel", offer["id"])["state"] == "cancelled"
    acts = ("preview", "start", "show", "send", "link", "extend", "cancel")
    yield from (f"transfers {act}" for act in acts)


def _receptions(olga: Program, rui: Program, world: World) -> Iterator[str]:
    start = ("transfers", "start", world.domain.public_id, *AGREED)
    assert rui.json("transfers", "decline", olga.json(*start)["link"])["state"] == "declined"
    offer = olga.json(*start)
    dry = rui.json("transfers", "receive", offer["link"], "--dry-run")
    assert (dry["state"], dry["preview"]["products"]) == ("waiting", 1)
    done = rui.json("transfers", "receive", offer["link"], "--accept-conditions")
    assert done["state"] == olga.json("transfers", "watch", offer["id"])["state"] == "completed"
    yield from ("transfers decline", "transfers receive", "transfers watch")


def test_every_refusal_is_an_object_with_a_code_on_standard_error(
    olga: Program, rui: Program, world: World
) -> None:
    offer = olga.json("transfers", "start", world.domain.public_id, *AGREED)
    olga.json("transfers", "cancel", offer["id"])
    for program, arguments, code in (
        (olga, ["transfers", "preview"], "choice-unclear"),
        (olga, ["transfers", "start", "--all", "--search", "none"], "no-product-matches"),
        (olga, ["transfers", "start", world.locked.public_id, "--yes"], "products-blocked"),
        (olga, ["transfers", "link", offer["id"]], "link-not-shown"),
        (rui, ["transfers", "receive", offer["link"]], "transfer-is-cancelled"),
    ):
        done = program(*arguments, "--json")
        assert done.stdout == "" and done.exit_code in {1, 2, 4}
        problem = json.loads(done.stderr)
        assert problem["code"] == code and problem["detail"].endswith(
            (".", ").", "if you like).", "list")
        )


def test_a_token_of_the_platform_is_told_to_name_an_organization(
    program: Opening, world: World
) -> None:
    world.olga.is_operator = True
    world.olga.save()
    platform = program(world.olga, None)
    assert platform.json("me")["organization"] is None
    assert "the platform" in platform("me").stdout
    assert {"Ours", "Labs"} <= {row["name"] for row in platform.json("orgs")}
    lost = platform("products", "list")
    assert lost.exit_code == 2 and "--organization" in lost.stderr
    assert platform.json("products", "list", "--organization", world.ours.public_id)
