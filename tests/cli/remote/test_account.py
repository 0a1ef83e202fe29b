"""Where the token is kept, and what a shell completes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from changehands.cli.remote.account import path
from tests.cli.processes import environment
from tests.cli.remote.conftest import Program

CHANGEHANDS = str(Path(sys.executable).parent / "changehands")


def test_a_login_is_verified_at_once_and_readable_by_its_owner_alone(olga: Program) -> None:
    done = olga("login")
    assert done.exit_code == 0 and "Signed in to http://localhost as Olga in Ours" in done.stdout
    assert stat.S_IMODE(path().stat().st_mode) == 0o600
    assert stat.S_IMODE(path().parent.stat().st_mode) == 0o700
    path().chmod(0o644)
    olga("login")
    assert stat.S_IMODE(path().stat().st_mode) == 0o600


def test_a_token_that_does_not_count_is_not_kept(olga: Program) -> None:
    done = olga("login", "--token", "chp_wrong")
    assert done.exit_code == 3 and "Make a new one" in done.stderr
    assert not path().exists()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("changehands trans", "transfers"),
        ("changehands transfers rec", "receive"),
        ("changehands members --ro", "--role"),
    ],
)
def test_a_shell_completes_commands_and_options(typed: str, completed: str) -> None:
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    asked = {**environment(), "_CHANGEHANDS_COMPLETE": "complete_bash", **words}
    done = subprocess.run(
        [CHANGEHANDS], env=asked, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout.split() == [completed]


def test_the_script_of_the_completion_is_shown() -> None:
    asked = environment(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    done = subprocess.run(
        [CHANGEHANDS, "--show-completion", "bash"],
        env=asked,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "_CHANGEHANDS_COMPLETE=complete_bash" in done.stdout, os.fspath(done.stderr)
