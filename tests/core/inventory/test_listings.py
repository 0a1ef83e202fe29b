"""Listings of other systems, read by naming their columns."""

from pathlib import Path

import pytest

from changehands.core import inventory
from changehands.core.inventory import ImportFailed, Listing, MapFailed
from changehands.models import Invoice, Membership, Organization, Product
from tests.core.inventory.files import AT, WHOLE, jsonl

pytestmark = pytest.mark.django_db

DOMAINS = """\
Domain;Customer;Registered;Renewal (CHF);Status;Registrar
"alpen;glow.example";o1;03.02.2021;12.50;Suspended;Any
bergsee.example;o2;29.02.2024;1'200;Active;Any
"""
OPTIONS = ["id=Domain", "name = Domain", "holder=Customer", "kind:=domain"]


@pytest.fixture
def domains(tmp_path: Path) -> Path:
    """A listing as a panel gives it; the Organizations it names are there already."""
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    path = tmp_path / "products.csv"
    path.write_text(DOMAINS, encoding="utf-8-sig")
    return path


def test_a_listing_is_read_by_its_own_headers(domains: Path) -> None:
    listing = inventory.from_options("product", OPTIONS)
    report = inventory.import_files([domains], at=AT, listings=[listing])
    assert report.counts["product"].new == 2
    product = Product.objects.get(external_id="alpen;glow.example")
    assert (product.kind, product.name, product.holder.external_id) == (
        "domain",
        "alpen;glow.example",
        "o1",
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_finds_the_headers(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "users.csv"
    path.write_text(f"No{separator}E-Mail\n7{separator}eva@people.example\n")
    listing = inventory.from_options("person", ["id=No", "email=E-Mail"])
    assert inventory.import_files([path], at=AT, listings=[listing]).counts["person"].new == 1


MAPS = """\
[[listing]]
file = "products.csv"
as = "product"
dates = "DD.MM.YYYY"
amounts = "decimal"
columns = { id = "Domain", name = "Domain", holder = "Customer", held_since = "Registered", \
price = "Renewal (CHF)", facts = "Status" }
constants = { kind = "domain", expires_on = 2027-01-31 }
[listing.values.facts]
Active = ""
Suspended = "locked"
"""


def test_a_file_of_maps_says_what_dates_amounts_and_values_mean(
    domains: Path, tmp_path: Path
) -> None:
    maps = tmp_path / "maps.toml"
    maps.write_text(MAPS)
    inventory.import_files([domains], at=AT, listings=inventory.from_file(maps))
    found = Product.objects.filter(kind="domain").exclude(external_id="d1").order_by("name")
    assert [(row.price, row.facts, str(row.expires_on)) for row in found] == [
        (1250, ["locked"], "2027-01-31"),
        (120000, [], "2027-01-31"),
    ]
    days = [str(row.holdings.get().began_at.date()) for row in found]
    assert days == ["2021-02-03", "2024-02-29"]


CUSTOMERS = "ID,Company,Contact\n7,Bergbahn AG,ada@people.example\n8,Seilpark,bo@people.example\n"


def test_one_listing_may_hold_rows_of_several_types(tmp_path: Path) -> None:
    path, maps = tmp_path / "customers.csv", tmp_path / "maps.toml"
    path.write_text(CUSTOMERS)
    maps.write_text(
        "[[listing]]\nas = 'organization'\ncolumns = { id = 'ID', name = 'Company' }\n"
        "[[listing]]\nas = 'person'\ncolumns = { id = 'ID', email = 'Contact' }\n"
        "[[listing]]\nas = 'membership'\ncolumns = { organization = 'ID', person = 'ID' }\n"
        "constants = { role = 'owner' }\n"
    )
    inventory.import_files([path], at=AT, listings=inventory.from_file(maps))
    places = Membership.objects.values_list("organization__name", "user__email", "role")
    assert set(places) == {
        ("Bergbahn AG", "ada@people.example", "owner"),
        ("Seilpark", "bo@people.example", "owner"),
    }


def test_the_map_of_one_file_leaves_the_others_as_they_are(domains: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,email\np9,eva@people.example\n")
    listing = inventory.from_options("product", OPTIONS)
    named = listing.model_copy(update={"file": "products.csv"})
    report = inventory.import_files([people, domains], at=AT, listings=[named])
    assert (report.counts["person"].new, report.counts["product"].new) == (1, 2)


AMOUNTS = [("1.5", 150), ("-12,05", -1205), ("1 000", 100000), ("1’234.5", 123450), ("0.07", 7)]


@pytest.mark.parametrize(("cell", "amount"), AMOUNTS)
def test_an_amount_with_decimals_is_read_in_minor_units(
    tmp_path: Path, cell: str, amount: int
) -> None:
    path = tmp_path / "bills.csv"
    path.write_text(f"Number;Total\n2026-7;{cell}\n")
    listing = Listing.model_validate(
        {"as": "invoice", "amounts": "decimal"}
        | {"columns": {"id": "Number", "number": "Number", "amount": "Total"}}
        | {"constants": {"organization": "o1", "issued_on": "2026-01-01"}}
    )
    inventory.import_files([jsonl(tmp_path, *WHOLE), path], at=AT, listings=[listing])
    assert Invoice.objects.get(number="2026-7").amount == amount


WRONG = [
    ("Domain,Customer,Since\na.example,o1\n", ":2: has 2 cells and the header 3. Make them"),
    ("Domains,Customer,Since\n", ':1: name ("Domain"): there is no such header: did you mean "Dom'),
    ("Domain,Customer,Since,Since\n", ':1: held_since ("Since"): stands here more than once.'),
    (
        "Domain,Customer,Since\na.example,o1,2020-01-31\n",
        ':2: held_since ("Since"): "2020-01-31" is not a date of the form DD/MM/YYYY.',
    ),
    (
        "Domain,Customer,Since\na.example,o9,31/01/2020\n",
        ':2: holder ("Customer"): there is no organization with the id "o9". Add it, or correct',
    ),
    (
        "Domain,Customer,Since\n,o1,31/01/2020\n",
        ':2: name ("Domain"): is missing. Every product needs one: write it.',
    ),
    ('Domain,Customer,Since\n"a"b,o1,31/01/2020\n', ":2: is not CSV ("),
]


@pytest.mark.parametrize(("content", "says"), WRONG, ids=[says[:40] for _, says in WRONG])
def test_what_is_wrong_in_a_listing_is_named_by_its_own_header(
    tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "listing.csv"
    path.write_text(content)
    columns = {"id": "Domain", "name": "Domain", "holder": "Customer", "held_since": "Since"}
    listing = Listing.model_validate(
        {"as": "product", "dates": "DD/MM/YYYY", "columns": columns, "constants": {"kind": "vps"}}
    )
    with pytest.raises(ImportFailed) as caught:
        inventory.import_files([jsonl(tmp_path, *WHOLE), path], at=AT, listings=[listing])
    assert any(line.startswith(f"{path}{says}") for line in caught.value.lines), caught.value.lines
    assert not Organization.objects.exists()


OPTIONS_WRONG = [
    (None, ["id=Domain"], "Say with --as what the rows are: organization, person, "),
    ("products", [], 'The map: "products" is no type: did you mean "product"?'),
    ("product", ["Domain"], '"Domain" maps nothing. Write column=HEADER, or column:=VALUE '),
    ("product", [*OPTIONS, "nam=Domain"], 'The map: product has no column "nam": did you mean "n'),
    ("product", [*OPTIONS, "name:=x"], "name is mapped twice. Keep one."),
    ("product", OPTIONS[:3], "The map: every product needs kind. Map it to a header (kind=HEADER)"),
]


@pytest.mark.parametrize(("noun", "options", "says"), OPTIONS_WRONG, ids=lambda v: str(v)[:30])
def test_a_wrong_map_is_refused_with_a_remedy(
    noun: str | None, options: list[str], says: str
) -> None:
    with pytest.raises(MapFailed) as caught:
        inventory.from_options(noun, options)
    assert str(caught.value).startswith(says)


FILES_WRONG = [
    ("listing = 3", ": write one table [[listing]] for each type of row, nothing else."),
    ("[[listing]\n", " is not TOML ("),
    ("[[listing]]\n", ': listing 1: as is missing. Write as = "TYPE", one of organization, '),
    ("[[listing]]\nas = 'team'\ncolums = {}\n", ': listing 1: unknown key "colums": did you mean'),
    ("[[listing]]\nas = 3\n", ': listing 1: "3" is no type: there are organization, '),
    ("[[listing]]\nas = 'team'\ndates = 'D.M.Y'\n", ': listing 1: "D.M.Y" is no form of dates. '),
    ("[[listing]]\nas = 'team'\namounts = 'x'\n", ": listing 1: amounts: Input should be "),
    (
        "[[listing]]\nas = 'team'\ncolumns = { id = 'A' }\nconstants = { id = 'b' }\n",
        ": listing 1: id has both a header and a constant. Keep one.",
    ),
]


@pytest.mark.parametrize(("text", "says"), FILES_WRONG, ids=[says for _, says in FILES_WRONG])
def test_a_wrong_file_of_maps_is_refused_with_a_remedy(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "maps.toml"
    path.write_text(text)
    with pytest.raises(MapFailed) as caught:
        inventory.from_file(path)
    assert str(caught.value).startswith(f"{path}{says}")


@pytest.mark.parametrize("file", ["", "customers.csv"])
def test_a_map_of_a_file_that_is_not_imported_is_refused(tmp_path: Path, file: str) -> None:
    listing = Listing.model_validate({"as": "team_member", "file": file, "columns": TEAM})
    with pytest.raises(MapFailed, match="and none is imported"):
        inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT, listings=[listing])


TEAM = {"team": "Team", "person": "Person"}
