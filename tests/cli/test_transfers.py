"""The journeys of a transfer by the command line alone, against a running Manager."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.managers import Manager, Program, running_manager
from tests.cli.processes import free_port, wait_until

LINK = re.compile(r"http://localhost:\d+/t/trf_\w{26}#cht_\w{38}")
UNKNOWN = "trf_01kaqj1m5cfw38a3ns6vxk3ty5"


@pytest.fixture(scope="module")
def manager() -> Iterator[Manager]:
    with running_manager() as found:
        yield found


@pytest.fixture(scope="module")
def ours(manager: Manager) -> Program:
    return manager.program("owner@ours.example", "Ours SA")


@pytest.fixture(scope="module")
def labs(manager: Manager) -> Program:
    return manager.program("owner@ours.example", "Ours Labs")


@pytest.fixture(scope="module")
def theirs(manager: Manager) -> Program:
    return manager.program("owner@theirs.example", "Theirs GmbH")


def product(program: Program, name: str) -> str:
    """The id of the product with this name, as the program sees it."""
    rows = program.json("products", "list", "--search", name)
    return next((row["id"] for row in rows if row["name"] == name), "")


def started(program: Program, name: str, *options: str) -> Any:
    return program.json("transfers", "start", product(program, name), "--yes", *options)


def states(program: Program) -> list[str]:
    return [row["state"] for row in program.json("transfers", "list")]


def test_products_are_handed_over_by_a_link_that_is_passed_on(
    ours: Program, theirs: Program
) -> None:
    offer = started(ours, "bains-du-lac.example")
    assert LINK.fullmatch(offer["link"]) and offer["state"] == "waiting"
    assert ours("transfers", "link", offer["id"]).stdout.strip() == offer["link"]
    received = theirs.json("transfers", "receive", offer["link"], "--accept-conditions")
    assert (received["state"], received["destination"]["name"]) == ("completed", "Theirs GmbH")
    assert ours("transfers", "watch", offer["id"]).returncode == 0
    assert product(theirs, "bains-du-lac.example") and not product(ours, "bains-du-lac.example")


def test_products_are_handed_over_by_a_mail(
    manager: Manager, ours: Program, theirs: Program
) -> None:
    address = "owner@theirs.example"
    offer = started(ours, "vieille-ville.example", "--email", address)
    mail = wait_until(
        lambda: next((text for text in manager.mails_to(address) if offer["id"] in text), "")
    )
    link = LINK.search(mail)
    assert link is not None
    done = theirs("transfers", "receive", link.group(), "--accept-conditions")
    assert done.returncode == 0, done.stderr
    assert "Ours SA (Élodie Rochat) hands over" in done.stderr and "completed" in done.stdout
    assert product(theirs, "vieille-ville.example")


def test_all_products_of_a_kind_are_handed_over_at_once_to_ones_own_organization(
    ours: Program, labs: Program
) -> None:
    wanted = ours.json("products", "list", "--kind", "newsletter", "--transferable")
    [home] = labs.json("orgs")
    choice = ["--all", "--kind", "newsletter", "--to", home["id"], "--yes"]
    done = ours.json("transfers", "start", *choice)
    assert (done["state"], done["link"], done["side"]) == ("completed", None, "source")
    there = {row["id"] for row in labs.json("products", "list", "--kind", "newsletter")}
    assert wanted and {row["id"] for row in wanted} <= there


def test_a_waiting_transfer_is_sent_extended_given_another_link_and_cancelled(
    manager: Manager, ours: Program
) -> None:
    offer = started(ours, "müller-uhren.example")
    name, address = offer["id"], "someone@new.example"
    assert ours.json("transfers", "send", name, "--email", address)["email"] == address
    wait_until(lambda: manager.mails_to(address))
    assert ours.json("transfers", "extend", name, "--days", "30")["id"] == name
    other = ours.json("transfers", "link", name, "--new")["link"]
    assert LINK.fullmatch(other) and other != offer["link"]
    shown = ours.json("transfers", "show", name)
    assert (shown["link"], [row["name"] for row in shown["items"]]) == (
        other,
        ["müller-uhren.example"],
    )
    assert ours.json("transfers", "cancel", name)["state"] == "cancelled"
    assert ours("transfers", "watch", name).returncode == 1


def test_an_offer_is_declined_and_then_cannot_be_received(ours: Program, theirs: Program) -> None:
    link = started(ours, "festival-des-arts.example")["link"]
    assert theirs.json("transfers", "decline", link)["state"] == "declined"
    late = theirs("transfers", "receive", link, "--accept-conditions")
    assert late.returncode == 1 and "was declined" in late.stderr


def test_a_dry_run_is_the_preview_and_starts_nothing(ours: Program) -> None:
    before = states(ours)
    choice = ["--all", "--kind", "domain"]
    dry = ours.json("transfers", "start", *choice, "--dry-run")
    assert dry == ours.json("transfers", "preview", *choice)
    assert dry["digest"] and dry["kinds"]["domain"] >= 2
    assert states(ours) == before


def test_a_start_shows_the_consequences_and_begins_only_after_two_times_yes(ours: Program) -> None:
    command = ["transfers", "start", product(ours, "boulangerie-genève.example")]
    before = states(ours)
    for answers in ("", "n\n", "y\n", "y\nn\n"):
        done = ours(*command, given=answers)
        assert done.returncode == 1 and "Nothing was done" in done.stderr
        assert "loses access to 1 product" in done.stderr
    assert states(ours) == before
    done = ours(*command, given="y\ny\n")
    assert done.returncode == 0 and LINK.search(done.stdout)


def test_without_a_yes_to_the_conditions_nothing_is_received(
    ours: Program, theirs: Program
) -> None:
    link = started(ours, "café-lumière.example")["link"]
    done = theirs("transfers", "receive", link, given="n\n")
    assert done.returncode == 1 and "general conditions of" in done.stderr
    assert theirs("transfers", "receive", link, given="y\n").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "members"),
    [
        (["orgs"], {"id", "name", "role", "actions"}),
        (["products", "list"], {"id", "kind", "transferable", "reason"}),
        (["transfers", "list", "--direction", "out"], {"id", "state", "source"}),
        (["members"], {"id", "person", "role", "teams"}),
        (["tokens"], {"id", "prefix", "scopes", "last_used_at"}),
    ],
)
def test_a_list_is_an_array_for_programs_and_a_table_for_people(
    arguments: list[str], members: set[str], ours: Program
) -> None:
    rows = ours.json(*arguments)
    assert rows and all(members <= set(row) for row in rows)
    table = ours(*arguments).stdout
    assert all(row["id"] in table for row in rows)


def test_a_token_makes_another_one_which_works_until_it_is_revoked(ours: Program) -> None:
    made = ours.json("tokens", "make", "--name", "deployment", "--scope", "products:read")
    other = {"CHANGEHANDS_TOKEN": made["secret"]}
    assert ours("products", "list", **other).returncode == 0
    assert ours("transfers", "list", **other).returncode == 3
    assert ours.json("tokens", "revoke", made["id"]) == {"id": made["id"], "revoked": True}
    assert ours("products", "list", **other).returncode == 3


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["transfers", "start", "prd_none", "--yes"], 2, "input-invalid"),
        (["transfers", "receive", "no link", "--accept-conditions"], 2, "link-wrong"),
        (["members", "--organization", "org_01kaqj1m5cfw38a3ns6vxk3ty5"], 4, "not-found"),
        (["transfers", "show", UNKNOWN], 4, "transfer-not-found"),
    ],
)
def test_a_refusal_is_a_problem_with_an_exit_status_of_its_own(
    arguments: list[str], status: int, code: str, ours: Program
) -> None:
    done = ours(*arguments, "--json")
    assert (done.returncode, done.stdout) == (status, "")
    assert code in done.stderr and "Traceback" not in done.stderr


def test_nobody_is_signed_in_without_a_token_or_with_a_wrong_one(ours: Program) -> None:
    missing = ours("orgs", CHANGEHANDS_TOKEN="")
    assert missing.returncode == 3 and "changehands login" in missing.stderr
    wrong = ours("orgs", CHANGEHANDS_TOKEN="chp_wrong")
    assert wrong.returncode == 3 and "not valid" in wrong.stderr


def test_a_manager_that_does_not_answer_has_its_own_status(ours: Program) -> None:
    done = ours("orgs", CHANGEHANDS_URL=f"http://localhost:{free_port()}")
    assert done.returncode == 5 and "does not answer" in done.stderr


def test_a_choice_of_nothing_or_of_two_things_is_wrong_use(ours: Program) -> None:
    for arguments in ([], ["--kind", "domain"], ["prd_x", "--all"]):
        assert ours("transfers", "preview", *arguments).returncode == 2


def test_a_login_is_kept_for_its_owner_alone_and_shown_to_no_other_manager(
    manager: Manager, ours: Program
) -> None:
    home = manager.folder / "configuration"
    nothing = {"XDG_CONFIG_HOME": home, "CHANGEHANDS_TOKEN": "", "CHANGEHANDS_URL": ""}
    token = ours.settings["CHANGEHANDS_TOKEN"]
    done = ours("login", "--url", manager.url, given=f"{token}\n", **nothing)
    assert done.returncode == 0 and "as Élodie Rochat in Ours SA" in done.stdout
    assert (home / "changehands" / "config.toml").stat().st_mode & 0o777 == 0o600
    assert ours("orgs", **nothing).returncode == 0
    elsewhere = ours("orgs", **{**nothing, "CHANGEHANDS_URL": "http://elsewhere.example"})
    assert elsewhere.returncode == 3


def test_a_wrong_token_is_not_kept(manager: Manager, ours: Program) -> None:
    home = manager.folder / "another-configuration"
    done = ours("login", CHANGEHANDS_TOKEN="chp_wrong", XDG_CONFIG_HOME=home)
    assert done.returncode == 3 and not home.exists()
