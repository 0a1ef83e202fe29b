"""The commands that end, each as a process on one installation."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from changehands.cli import embedded
from changehands.core.verification import INVARIANTS
from tests.cli.processes import open_folder, run

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def place() -> Iterator[dict[str, str]]:
    with open_folder() as folder:
        server = embedded.start(folder / "database", durable=False)
        found = {"DATA": str(folder / "data"), "DATABASE_URL": server.url}
        try:
            assert run("migrate", **found).returncode == 0
            yield found
        finally:
            server.stop()


def test_migrate_a_second_time_has_nothing_to_do(place: dict[str, str]) -> None:
    assert run("migrate", **place).stdout == "The tables were up to date.\n"


def test_verify_says_that_every_invariant_holds(place: dict[str, str]) -> None:
    done = run("verify", **place)
    assert (done.returncode, done.stdout) == (0, f"All {len(INVARIANTS)} invariants hold.\n")


def test_verify_names_what_contradicts_an_invariant(place: dict[str, str]) -> None:
    with psycopg.connect(place["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers
        connection.execute(
            """INSERT INTO organization SELECT (jsonb_populate_record(NULL::organization,
               '{"id": "00000000-0000-7000-8000-000000000001", "name": "Nobody",
                 "slug": "nobody", "kind": "company", "country": "CH", "currency": "CHF",
                 "personal": false, "created_at": "2026-01-01T00:00:00Z"}')).*"""
        )
        done = run("verify", **place)
        connection.execute("DELETE FROM organization")
    assert done.returncode == 1
    assert "owner-everywhere" in done.stdout
    assert "00000000-0000-7000-8000-000000000001" in done.stdout


def test_an_account_is_made_with_a_password_from_standard_input(place: dict[str, str]) -> None:
    done = run("createuser", "Olga@Ours.example", given=f"{PASSWORD}\n", **place)
    assert (done.returncode, done.stdout) == (0, "olga@ours.example can log in.\n")


def test_an_operators_account_is_made_with_a_password_from_a_file(
    place: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    arguments = ["createuser", "op@ours.example", "--name", "Opal", "--operator"]
    assert run(*arguments, PASSWORD_FILE=file, **place).returncode == 0
    with psycopg.connect(place["DATABASE_URL"]) as connection:
        found = connection.execute(
            """SELECT name, is_operator, verified FROM person
               JOIN account_emailaddress a ON a.user_id = person.id
               WHERE person.email = 'op@ours.example'"""
        ).fetchall()
    assert found == [("Opal", True, True)]


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [
        ("not an address", PASSWORD, "valid email address"),
        ("weak@ours.example", "1234", "too short"),
        ("empty@ours.example", "", "too short"),
    ],
)
def test_an_account_is_refused_with_the_reason(
    email: str, password: str, reason: str, place: dict[str, str]
) -> None:
    done = run("createuser", email, given=password, **place)
    assert done.returncode == 2
    assert reason in done.stderr and "Traceback" not in done.stderr


def test_an_address_has_one_account(place: dict[str, str]) -> None:
    for status in (0, 2):
        done = run("createuser", "twice@ours.example", given=PASSWORD, **place)
        assert done.returncode == status
    assert "already exists" in done.stderr


def test_an_inventory_is_loaded_and_counted(place: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text('{"type": "person", "id": "p1", "email": "p1@ours.example", "name": "Pia"}\n')
    first, again = (run("import", str(file), **place) for _ in range(2))
    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert _row(first.stdout, "person") == ["1", "0", "0"]
    assert _row(again.stdout, "person") == ["0", "0", "1"]


def _row(table: str, name: str) -> list[str]:
    return next(
        [word for word in line.split() if word.isdigit()]
        for line in table.splitlines()
        if name in line
    )


def test_a_wrong_inventory_is_refused_with_every_problem(
    place: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text('{"type": "person", "id": "p2"}\n{"type": "planet", "id": "p3"}\n')
    done = run("import", str(file), **place)
    assert done.returncode == 1
    assert "people.jsonl:1" in done.stderr and "people.jsonl:2" in done.stderr
    assert "nothing was imported" in done.stderr
