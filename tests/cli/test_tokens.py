"""`changehands token create`, on the server."""

import json
from collections.abc import Iterator

import psycopg
import pytest

from changehands.cli import embedded
from tests.cli.processes import open_folder, run


@pytest.fixture(scope="module")
def place() -> Iterator[dict[str, str]]:
    with open_folder() as folder:
        server = embedded.start(folder / "database", durable=False)
        found = {"DATA": str(folder / "data"), "DATABASE_URL": server.url}
        try:
            assert run("migrate", **found).returncode == 0
            assert run("demo", **found).returncode == 0
            yield found
        finally:
            server.stop()


def create(place: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    done = run("token", "create", *arguments, "--scope", "products:read", **place)
    return done.returncode, done.stdout, done.stderr


def test_a_token_is_made_in_an_organization_named_in_any_way(place: dict[str, str]) -> None:
    with psycopg.connect(place["DATABASE_URL"]) as connection:
        [slug] = connection.execute(
            "SELECT slug FROM organization WHERE name = 'Ours SA'"
        ).fetchone() or [""]
    ids = set()
    for name in ("Ours SA", str(slug), "demo:ours"):
        status, said, _ = create(
            place, "--email", "Owner@Ours.example", "--organization", name, "--json"
        )
        made = json.loads(said)
        ids.add(made["organization_id"])
        assert status == 0 and made["secret"].startswith("chp_")
        assert made["scopes"] == ["products:read"]
    [known] = ids
    assert create(place, "--email", "owner@ours.example", "--organization", known)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--email", "nobody@ours.example", "--organization", "Ours SA"], "no account"),
        (["--email", "owner@ours.example", "--organization", "Theirs GmbH"], "no Organization"),
        (["--email", "owner@theirs.example", "--organization", "demo:ours"], "There is no"),
        (["--email", "owner@ours.example"], "operators"),
        (["--email", "owner@ours.example", "--organization", "Ours SA", "--scope", "x"], "scope"),
    ],
)
def test_a_token_is_refused_with_the_reason(
    arguments: list[str], reason: str, place: dict[str, str]
) -> None:
    status, said, problem = create(place, *arguments)
    assert (status, said) == (2, "")
    assert reason in problem and "Traceback" not in problem
