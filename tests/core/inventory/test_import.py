"""What an import leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from changehands.core import inventory
from changehands.core.inventory import Count
from changehands.models import (
    Event,
    Grant,
    Holding,
    Invoice,
    Membership,
    Organization,
    Product,
    Right,
    Serving,
    User,
)
from tests.core.inventory.files import AT, WHOLE, changed, jsonl, tables

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_files_at_once_load_them_once(tmp_path: Path) -> None:
    path = jsonl(tmp_path, *WHOLE)

    def load(_: int) -> bool:
        try:
            return inventory.import_files([path], at=AT).changed_anything
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(load, range(4))) == [False, False, False, True]
    assert Product.objects.count() == 3


def test_json_lines_and_csv_load_the_same(tmp_path: Path) -> None:
    from_csv = inventory.import_files(tables(tmp_path), at=AT)
    again = inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    assert {noun: (count.new, count.changed) for noun, count in from_csv.counts.items()} == {
        "organization": (2, 0),
        "person": (2, 0),
        "membership": (3, 0),
        "team": (1, 0),
        "team_member": (1, 0),
        "product": (3, 0),
        "serving": (1, 0),
        "grant": (2, 0),
        "invoice": (1, 0),
    }
    assert not again.changed_anything


def test_a_second_run_changes_nothing_and_tells_nothing(tmp_path: Path) -> None:
    path = jsonl(tmp_path, *WHOLE)
    first = inventory.import_files([path], at=AT)
    second = inventory.import_files([path], at=AT)
    assert first.changed_anything and not second.changed_anything
    assert second.counts["product"] == Count(new=0, changed=0, unchanged=3)
    assert Event.objects.filter(verb="inventory.imported").count() == 2


def test_a_product_is_held_since_the_day_given_or_since_the_import(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    began = dict(Holding.objects.values_list("product__external_id", "began_at"))
    assert began == {"d1": datetime(2020, 2, 29, tzinfo=UTC), "h1": AT, "w1": AT}


def test_every_column_arrives(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    domain = Product.objects.get(external_id="d1")
    assert (domain.name, domain.price, domain.facts, str(domain.expires_on), domain.epoch) == (
        "mueller.example",
        1500,
        ["trial"],
        "2027-05-31",
        1,
    )
    organization = Organization.objects.get(external_id="o1")
    assert (organization.slug, organization.country) == ("muller-sohne-ag", "DE")
    bill = Invoice.objects.get(external_id="i1")
    assert (bill.amount, bill.state, bill.product) == (1500, "paid", domain)
    assert Product.objects.get(external_id="w1").part_of == Product.objects.get(external_id="h1")
    assert Serving.objects.get().product == domain


def test_rights_count_from_the_moment_of_the_import(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    rights = Right.objects.filter(product__external_id="h1").values_list(
        "user__external_id", "via", "role", "manages"
    )
    assert set(rights) == {
        ("p1", "role", "owner", True),
        ("p2", "individual", "developer", True),
        ("p2", "team", "technician", False),
    }


def test_people_have_a_confirmed_address_and_no_password(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    ana = User.objects.get(external_id="p1")
    address = EmailAddress.objects.get(user=ana)
    assert (ana.email, address.email) == ("ana@people.example", "ana@people.example")
    assert address.verified and address.primary
    assert not ana.has_usable_password()


def test_what_the_files_say_otherwise_is_changed(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    rows = changed(10, name="Hosting Plus", facts=["busy"])
    report = inventory.import_files([jsonl(tmp_path, *rows)], at=AT)
    hosting = Product.objects.get(external_id="h1")
    assert (hosting.name, hosting.facts) == ("Hosting Plus", ["busy"])
    assert report.counts["product"] == Count(new=0, changed=1, unchanged=2)


def test_a_changed_right_and_a_changed_role_are_the_ones_of_the_file(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    inventory.import_files([jsonl(tmp_path, *changed(13, manages=False))], at=AT)
    assert not Grant.objects.get(user__external_id="p2").manages
    inventory.import_files([jsonl(tmp_path, *changed(5, role="admin"))], at=AT)
    assert Membership.objects.get(user__external_id="p2").role == "admin"


def test_an_account_is_its_persons_once_it_exists(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    rows = changed(2, email="other@people.example", name="Other")
    report = inventory.import_files([jsonl(tmp_path, *rows)], at=AT)
    assert User.objects.get(external_id="p1").email == "ana@people.example"
    assert not report.changed_anything


def test_an_account_with_the_confirmed_address_is_the_same_person(tmp_path: Path) -> None:
    ben = User.objects.create_user("ben@people.example", "their own password", name="Benedikt")
    EmailAddress.objects.create(user=ben, email=ben.email, verified=True, primary=True)
    report = inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    ben.refresh_from_db()
    assert (ben.external_id, ben.name) == ("p2", "Benedikt")
    assert ben.check_password("their own password")
    assert report.counts["person"] == Count(new=1, changed=1, unchanged=0)


def test_a_file_may_name_what_an_earlier_import_brought(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    grant = {"type": "grant", "product": "d1", "team": "t1", "role": "technician"}
    inventory.import_files([jsonl(tmp_path, grant)], at=AT)
    assert Right.objects.filter(product__external_id="d1", via="team").count() == 1


def test_each_organization_is_told_what_was_imported_into_it(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    facts = dict(Event.objects.values_list("organization__external_id", "data"))
    assert facts["o2"] == {"organization": 1, "membership": 1}
    assert facts["o1"]["product"] == 3


def test_a_byte_order_mark_empty_lines_and_spare_spaces_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"\xef\xbb\xbfid, email ,name\r\n\r\np9, eva@people.example ,\r\n")
    report = inventory.import_files([path], at=AT)
    assert report.counts["person"].new == 1
    assert User.objects.get(external_id="p9").email == "eva@people.example"
