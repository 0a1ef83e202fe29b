"""Thousands of products in one transfer, on a terminal, against a running Manager."""

import os
import pty
import re
import subprocess
from collections.abc import Iterator

import pytest

from changehands.client import Client
from tests.cli.managers import Manager, Program, running_manager
from tests.cli.processes import command, environment, run

MANY = 2_500
OPERATOR = "operator@platform.example"
ANN = "ann@many.example"


@pytest.fixture(scope="module")
def manager() -> Iterator[Manager]:
    with running_manager() as found:
        yield found


@pytest.fixture(scope="module")
def ours(manager: Manager) -> Program:
    """A customer with two Organizations, one of which holds thousands of domains."""
    made = run("createuser", OPERATOR, "--operator", given="correct horse", DATA=manager.data)
    assert made.returncode == 0, made.stderr
    with Client(manager.url, manager.token(OPERATOR, "", "platform:write")) as operator:
        operator.platform.people([{"id": "ann", "email": ANN, "name": "Ann"}])
        firms = [{"id": name, "name": name, "owner": "ann"} for name in ("Many", "Empty")]
        operator.platform.organizations(firms)
        for begin in range(0, MANY, 1000):
            numbers = range(begin, min(begin + 1000, MANY))
            operator.platform.products([_domain(number) for number in numbers])
    return manager.program(ANN, "Many")


def _domain(number: int) -> dict[str, str]:
    name = f"many-{number:04}.example"
    return {"id": name, "kind": "domain", "name": name, "holder": "Many"}


def on_a_terminal(program: Program, *arguments: str) -> tuple[int, str]:
    """The exit status, and what a person sees: standard error is a terminal, output is not."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(*arguments),
        env={**environment(**program.settings), "TERM": "xterm", "COLUMNS": "120"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while piece := _read(ours):
        seen += piece
    os.close(ours)
    return process.wait(60), seen.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


def test_all_that_match_go_in_one_transfer_with_a_bar_that_counts(
    ours: Program, manager: Manager
) -> None:
    choice = ["--all", "--kind", "domain", "--search", "many"]
    status, seen = on_a_terminal(ours, "transfers", "start", *choice, "--yes", "--json")
    assert status == 0, seen
    counts = {int(text.replace(",", "")) for text in re.findall(r"\b\d[\d,]*\b", seen)}
    assert "Choosing products" in seen and len(counts & set(range(100, MANY + 1))) > 2
    assert f"Starting with {MANY:,} products" in seen
    (started,) = ours.json("transfers", "list", "--state", "waiting")
    assert started["products"] == MANY
    status, seen = on_a_terminal(ours, "transfers", "show", started["id"], "--json")
    assert status == 0 and f"/ {MANY:,}" in seen
    empty = manager.program(ANN, "Empty")
    link = ours.json("transfers", "link", started["id"])["link"]
    received = empty.json("transfers", "receive", link, "--yes")
    assert (received["state"], received["products"]) == ("completed", MANY)
