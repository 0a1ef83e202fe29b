"""What an export gives back, and that nothing is lost between two installations."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.db.transaction import atomic  # noqa: TID251
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changehands.core import demo, inventory
from changehands.core.inventory.exported import ROWS
from changehands.core.inventory.public_ids import id_of
from changehands.core.inventory.rows import TYPES, Row
from changehands.core.verification import verify
from changehands.kernel.ids import to_public
from changehands.models import Grant, Invoice, Organization, Product, Serving, User
from changehands.policy import catalogue
from tests import world as worlds
from tests.core.inventory.files import AT, WHOLE, jsonl, meanwhile
from tests.core.transfers.random_worlds import Plan, RandomWorld, plans
from tests.world import NOW, World

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(days=1)


def exported(folder: Path, name: str = "export.jsonl") -> bytes:
    """Everything as one file."""
    inventory.export(folder / name)
    return (folder / name).read_bytes()


def rows_of(content: bytes, noun: str) -> list[dict[str, Any]]:
    """The rows of one type in an export."""
    rows = [json.loads(line) for line in content.splitlines()]
    return [row for row in rows if row["type"] == noun]


def fit_the_catalogue() -> None:
    """Give test worlds the roles and servings that the catalogue has, as verbs and imports do."""
    for code, kind in catalogue.current().kinds.items():
        Grant.objects.filter(product__kind=code).update(role=kind.roles[0].code)
        Serving.objects.filter(product__kind=code).exclude(serves__kind__in=kind.serves).delete()


@pytest.fixture
def real_world(committed_world: World) -> World:
    """The fixed world, with roles of the catalogue and without ids of a source."""
    fit_the_catalogue()
    return committed_world


def empty() -> None:
    """Make of this an empty installation."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE organization, person CASCADE")


def comes_back(folder: Path) -> bool:
    """Whether export → import into an empty installation → export is the same to the byte."""
    before = exported(folder)
    empty()
    inventory.import_files([folder / "export.jsonl"], at=LATER)
    return before == exported(folder, "again.jsonl") and bool(before)


def test_the_demo_world_comes_back_as_it_was(tmp_path: Path) -> None:
    demo.load_demo(at=AT)
    assert comes_back(tmp_path)


def test_a_world_without_ids_of_a_source_comes_back_as_it_was(
    tmp_path: Path, real_world: World
) -> None:
    assert comes_back(tmp_path)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=plans)
def test_a_random_world_comes_back_as_it_was(tmp_path: Path, plan: Plan) -> None:
    empty()
    block = atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # verbs may run inside, then commit
    with block:
        RandomWorld(plan)
        fit_the_catalogue()
    assert comes_back(tmp_path)
    assert verify() == []


def test_a_folder_holds_the_same_rows_one_file_a_type(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    one = exported(tmp_path)
    counts = inventory.export(tmp_path / "deep" / "folder")
    names = [f"{model.stem}.jsonl" for model in TYPES]
    assert one == b"".join((tmp_path / "deep" / "folder" / name).read_bytes() for name in names)
    assert sum(counts.values()) == len(WHOLE) and counts["product"] == 3


def test_every_column_is_given_back(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    given = {json.dumps({**row, **_cleaned(row)}, sort_keys=True) for row in WHOLE}
    found = [json.loads(line) for line in exported(tmp_path, "out.jsonl").splitlines()]
    assert given == {json.dumps(_told(row), sort_keys=True) for row in found}


def _cleaned(row: dict[str, Any]) -> dict[str, Any]:
    return {"email": row["email"].lower()} if "email" in row else {}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """The row with the columns that the file of the import had."""
    (given,) = (
        had
        for had in WHOLE
        if all(row.get(key) == value for key, value in {**had, **_cleaned(had)}.items())
    )
    return {key: row[key] for key in given}


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.noun())
def test_an_export_has_the_columns_of_an_import(model: type[Row]) -> None:
    assert list(ROWS[model.noun()].columns) == model.columns()


@settings(max_examples=30, deadline=None)
@given(key=st.uuids())
def test_what_has_no_id_of_a_source_has_its_public_id(key: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {id_of('product', 'p')} FROM (SELECT %s AS id, NULL AS external_id) p", [key]
        )
        assert cursor.fetchone() == (to_public("product", key),)


def test_an_export_into_its_own_installation_changes_nothing(
    tmp_path: Path, real_world: World
) -> None:
    before = exported(tmp_path)
    report = inventory.import_files([tmp_path / "export.jsonl"], at=LATER)
    assert not report.changed_anything
    assert exported(tmp_path, "again.jsonl") == before


def test_an_edited_export_changes_what_was_edited(tmp_path: Path, real_world: World) -> None:
    domain = real_world.domain
    (row,) = [
        row for row in rows_of(exported(tmp_path), "product") if row["id"] == domain.public_id
    ]
    report = inventory.import_files([jsonl(tmp_path, {**row, "facts": ["locked"]})], at=LATER)
    domain.refresh_from_db()
    assert domain.facts == ["locked"] and report.counts["product"].changed == 1
    assert report.new == 0


def test_a_new_row_may_name_what_is_there_by_its_public_id(
    tmp_path: Path, real_world: World
) -> None:
    product = {"type": "product", "id": "n1", "kind": "domain", "name": "new.example"}
    path = jsonl(tmp_path, {**product, "holder": real_world.theirs.public_id})
    inventory.import_files([path], at=AT)
    assert Product.objects.get(external_id="n1").holder == real_world.theirs


def test_what_was_before_a_transfer_is_not_exported(tmp_path: Path, real_world: World) -> None:
    world = real_world
    worlds.give(world.domain, world.mia, role="technician")
    Invoice.objects.create(
        organization=world.ours,
        product=world.domain,
        number="1",
        amount=1,
        currency="CHF",
        issued_on=NOW.date(),
    )
    worlds.take(world.rui, worlds.offer(world.olga, world.ours, world.domain), world.theirs)
    content = exported(tmp_path)
    assert Grant.objects.filter(product=world.domain).exists()
    assert world.domain.public_id not in {row["product"] for row in rows_of(content, "grant")}
    assert ["product" in row for row in rows_of(content, "invoice")] == [False]
    assert comes_back(tmp_path)


def test_no_password_and_nobody_who_never_confirmed_is_exported(
    tmp_path: Path, real_world: World
) -> None:
    squatter = User.objects.create_user("squatter@people.example", "mine")
    EmailAddress.objects.create(user=squatter, email=squatter.email, primary=True)
    content = exported(tmp_path)
    emails = {row["email"] for row in rows_of(content, "person")}
    assert "nora@people.example" in emails and "squatter@people.example" not in emails
    assert b"argon2" not in content and b"password" not in content


def test_who_may_not_log_in_comes_back_as_such(tmp_path: Path, real_world: World) -> None:
    User.objects.filter(id=real_world.mia.id).update(is_active=False)
    assert comes_back(tmp_path)
    asleep = User.objects.filter(is_active=False).values_list("email", flat=True)
    assert list(asleep) == [real_world.mia.email]


def test_an_export_is_as_of_one_instant(tmp_path: Path, real_world: World) -> None:
    def rename(step: inventory.Step) -> None:
        if step.done == 0 and step.rows == 0:
            meanwhile(lambda: Product.objects.update(name="Renamed meanwhile"))

    inventory.export(tmp_path / "out", tell=rename)
    assert Product.objects.filter(name="Renamed meanwhile").exists()
    assert b"Renamed meanwhile" not in (tmp_path / "out" / "products.jsonl").read_bytes()


def test_an_export_that_breaks_off_leaves_the_file_as_it_was(
    tmp_path: Path, real_world: World
) -> None:
    before = exported(tmp_path)
    Organization.objects.update(name="Other")

    def break_off(step: inventory.Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        inventory.export(tmp_path / "export.jsonl", tell=break_off)
    assert (tmp_path / "export.jsonl").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["export.jsonl"]


def test_an_export_is_for_its_owners_eyes(tmp_path: Path, real_world: World) -> None:
    inventory.export(tmp_path / "out")
    modes = {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "out").iterdir()}
    assert modes == {"0o600"}
    assert oct((tmp_path / "out").stat().st_mode & 0o777) == "0o700"
