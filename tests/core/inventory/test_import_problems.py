"""Bad input: each sort is named with file, line, column and remedy, and nothing is loaded."""

from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from changehands.core import inventory, transfers
from changehands.core.inventory import ImportFailed
from changehands.models import Organization, Product, User
from tests import world as worlds
from tests.core.inventory.files import AT, WHOLE, changed, jsonl, tables
from tests.world import World

pytestmark = pytest.mark.django_db

# which row is changed (counted from 0), how, and what is said about it
ROWS: list[tuple[int, dict[str, Any], str]] = [
    (0, {"name": ""}, "1: name: is empty. Write it."),
    (0, {"name": "x" * 121}, "1: name: The name is too long: 120 characters at most."),
    (0, {"name": "Prizes at www.bait.example"}, "1: name: A name holds no web address and no e-"),
    (2, {"name": "A\u202eB"}, "3: name: The name holds characters that cannot be seen."),
    (9, {"name": "two\nlines"}, "10: name: holds a control character or a line break. Remove it."),
    (9, {"name": "x" * 201}, "10: name: is too long. Write 200 characters at most."),
    (0, {"kind": "firm"}, '1: kind: "firm" is not allowed. Write one of: company, association, '),
    (0, {"country": "ch"}, '1: country: "ch" is not the code of a country. Write one such'),
    (0, {"nam": "x"}, '1: nam: unknown column: did you mean "name"?'),
    (0, {"name": None}, "1: name: is missing. Every organization needs one: write it."),
    (0, {"name": 7}, '1: name: "7" is not text. Write text, in quotes in JSON.'),
    (0, {"type": "organisation"}, '1: type: "organisation" is no type: did you mean "organiz'),
    (0, {"type": None}, "1: type: is missing. Write one of these: organization, person, "),
    (2, {"email": "foo"}, '3: email: "foo" is not an e-mail address. Write one such as name@'),
    (2, {"email": f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'a' * 60}.{'b' * 20}"}, "3: email: has more"),
    (2, {"email": "BEN@people.example"}, "4: email: stands in "),
    (2, {"locale": "rm"}, '3: locale: "rm" is not allowed. Write one of: en, fr, de, it, es.'),
    (3, {"id": "p1"}, "4: id: stands in "),
    (4, {"role": "boss"}, '5: role: "boss" is not allowed. Write one of: owner, admin, member, '),
    (4, {"role": "admin"}, '1: id: Organization "Müller Söhne AG" has no owner. Add a membership'),
    (5, {"person": "p7"}, '6: person: there is no person with the id "p7". Add it, or correct'),
    (5, {"organization": "o7"}, '6: organization: there is no organization with the id "o7".'),
    (5, {"person": "p1"}, "6: person: stands in "),
    (8, {"team": "t7"}, '9: team: there is no team with the id "t7".'),
    (7, {"organization": "o2"}, '9: person: "p2" is not in the Organization of the team. Add a'),
    (9, {"kind": "domains"}, '10: kind: no kind is called "domains": did you mean "domain"?'),
    (9, {"expires_on": "31.5.2027"}, '10: expires_on: "31.5.2027" is not a date. Write one such'),
    (9, {"price": 12.5}, '10: price: "12.5" is not a whole number. Write minor units, without'),
    (9, {"price": -1}, '10: price: "-1" is out of range. Write at least 0.'),
    (9, {"currency": "Fr."}, '10: currency: "Fr." is not allowed. Write it like CHF (three'),
    (9, {"facts": ["lost"]}, '10: facts: "lost" is not allowed. Write one of: unpaid, locked, '),
    (9, {"facts": 3}, '10: facts: "3" is not a list. Write one such as ["trial", "partner"].'),
    (9, {"held_since": "2026-11-23"}, "10: held_since: 2026-11-23 is in the future. Write a day"),
    (11, {"part_of": "w1"}, "12: part_of: is this very product. Name the product it is a part"),
    (11, {"part_of": "d1"}, '12: part_of: a product of the kind "wordpress" cannot be a part of '),
    (11, {"holder": "o2"}, '12: part_of: another Organization holds "h1". A part and its whole '),
    (12, {"product": "h1", "serves": "d1"}, "13: serves: a product of the kind "),
    (13, {"role": "guest"}, '14: role: there is no role "guest" in a product of the kind "web-h'),
    (13, {"team": "t1"}, "14: person: a grant is to one person or to one team. Name exactly one."),
    (13, {"manages": "yes"}, '14: manages: "yes" is neither true nor false. Write one of these'),
    (13, {"product": "p1"}, '14: product: there is no product with the id "p1".'),
    (10, {"holder": "o2"}, '14: person: "p2" is not in the Organization that holds the product.'),
    (10, {"holder": "o2"}, '15: team: "t1" is a team of another Organization than the one that'),
    (15, {"state": "lost"}, '16: state: "lost" is not allowed. Write one of: open, paid.'),
    (15, {"period_end": None}, "16: period_start: a period has a start and an end. Give both or"),
    (15, {"period_end": "2026-01-01"}, "16: period_end: the period ends before it starts."),
    (15, {"organization": "o2"}, '16: product: "d1" was never held by the Organization of the'),
]


def failure(*paths: Path) -> ImportFailed:
    """Import the files, which must fail and leave the database as it was."""
    with pytest.raises(ImportFailed) as caught:
        inventory.import_files(paths, at=AT)
    assert not Organization.objects.filter(external_id__in=["o1", "o2"]).exists()
    return caught.value


@pytest.mark.parametrize(("index", "values", "says"), ROWS, ids=lambda value: str(value)[:40])
def test_what_is_wrong_in_a_row_is_named_and_nothing_is_loaded(
    tmp_path: Path, index: int, values: dict[str, Any], says: str
) -> None:
    path = jsonl(tmp_path, *changed(index, **values))
    assert any(line.startswith(f"{path}:{says}") for line in failure(path).lines)


TEXTS = [
    ('{"type": "person",', ":1: is not JSON (EOF while parsing a value"),
    ("[1, 2]", ":1: is not an object. Write one on each line"),
    ('{"type": "person", "id": "\\ud800"}', ":1: is not JSON (unexpected end of hex escape"),
]


@pytest.mark.parametrize(("text", "says"), TEXTS)
def test_a_line_that_is_no_json_object_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = jsonl(tmp_path, text, *WHOLE[1:])
    found = failure(path)
    assert found.total == 1 and found.lines[0].startswith(f"{path}{says}")


SHEETS = [
    (b"", ":1: names no columns. Write their names, separated by commas: id,email,name"),
    (b"id;email\np1;a@b.example\n", ":1: names no columns. Write their names"),
    (b"id,mail\np1,a@b.example\n", ":1: mail: unknown column: did you mean "),
    (b"id,name\np1,Ana\n", ":1: email: the column is missing. Add it."),
    (b"id,email,id\np1,a@b.example,p1\n", ":1: id: stands here more than once. Keep one."),
    (b"id,email\np1,a@b.example,x\n", ":2: has 3 cells and the header 2. Make them equal."),
    (b"id,email,name\np1,a@b.example,\xe9\n", ":2: is not UTF-8. Save the file as UTF-8."),
    (b'id,email\np1,"a@b.example"x\n', ":2: is not CSV ("),
    (b'id,email,name\np1,a@b.example,"x\ny"\np2,foo,\n', ":4: email: "),
]


@pytest.mark.parametrize(("content", "says"), SHEETS, ids=[says for _, says in SHEETS])
def test_what_is_wrong_in_a_table_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    assert any(line.startswith(f"{path}{says}") for line in failure(path).lines)


def test_files_of_no_known_form_name_or_place_are_named(tmp_path: Path) -> None:
    book, persons, missing = (tmp_path / n for n in ("a.xlsx", "persons.csv", "none.jsonl"))
    persons.write_text("id,email\n")
    lines = failure(book, persons, missing).lines
    assert lines[0] == f"{book}: is of no known form. Name files .jsonl or .csv."
    assert lines[1].startswith(f'{persons}: "persons" is not the name of a type: ')
    assert lines[2].startswith(f"{missing}: cannot be read (No such file or directory).")


def test_every_problem_is_counted_and_a_hundred_are_shown(tmp_path: Path) -> None:
    rows = [{"type": "person", "id": f"p{n}", "email": "foo"} for n in range(150)]
    strays = [{"type": "membership", "organization": "o", "person": "p1", "role": "owner"}]
    found = failure(jsonl(tmp_path, *rows, *strays))
    assert (found.total, len(found.lines)) == (151, 100)
    assert str(found).endswith("151 problems, of which 100 are shown: nothing was imported.")


def test_problems_of_all_files_stand_in_their_order(tmp_path: Path) -> None:
    paths = tables(tmp_path)
    for path in paths[:2]:
        path.write_text(path.read_text().replace("o1,", ",").replace("Ana@People.Example", "@"))
    assert [line.rsplit("/")[-1].partition(": ")[0] for line in failure(*paths).lines][:2] == [
        "organizations.csv:2",
        "people.csv:2",
    ]


def test_an_unconfirmed_account_is_not_taken_for_the_person(tmp_path: Path) -> None:
    squatter = User.objects.create_user("ben@people.example", "mine")
    EmailAddress.objects.create(user=squatter, email=squatter.email, primary=True)
    (line,) = failure(jsonl(tmp_path, *WHOLE)).lines
    assert "email: belongs to an account that has not confirmed it." in line


def test_an_address_of_someone_else_is_not_given_to_a_person(tmp_path: Path) -> None:
    other = User.objects.create_user("else@people.example", external_id="p9")
    EmailAddress.objects.create(user=other, email="ben@people.example", verified=True)
    User.objects.create_user("ana@people.example", external_id="p8")
    ana, ben = failure(jsonl(tmp_path, *WHOLE)).lines
    assert 'email: belongs to the person with the id "p8".' in ana
    assert "email: is a further address of the account else@people.example." in ben


def again(folder: Path, *rows: dict[str, Any]) -> list[str]:
    """Import the whole inventory, then these rows, which must fail."""
    inventory.import_files([jsonl(folder, *WHOLE)], at=AT)
    with pytest.raises(ImportFailed) as caught:
        inventory.import_files([jsonl(folder, *rows, name="again.jsonl")], at=AT)
    return caught.value.lines


def test_an_import_moves_no_product(tmp_path: Path) -> None:
    (line,) = again(tmp_path, {**WHOLE[9], "holder": "o2"})
    assert 'holder: the product is held by "Müller Söhne AG". An import moves nothing: use' in line
    assert Product.objects.get(external_id="d1").holder.external_id == "o1"


STAYING = [
    ({**WHOLE[9], "kind": "vps"}, 'kind: the product is of the kind "domain", which never changes'),
    ({**WHOLE[7], "organization": "o2"}, 'organization: the team belongs to "Müller Söhne AG" and'),
    ({**WHOLE[7], "id": "t2"}, 'name: the Organization has another team called "Web". Choose'),
    ({**WHOLE[15], "id": "i2"}, 'number: the Organization has another invoice with the number "'),
    ({**WHOLE[4], "role": "member"}, 'role: would leave "Müller Söhne AG" without an owner. Make'),
]


@pytest.mark.parametrize(("row", "says"), STAYING, ids=[says[:30] for _, says in STAYING])
def test_what_cannot_change_stays(tmp_path: Path, row: dict[str, Any], says: str) -> None:
    (line,) = again(tmp_path, row)
    assert says in line


def test_an_invoice_stays_with_its_organization(tmp_path: Path) -> None:
    row = {key: value for key, value in WHOLE[15].items() if key != "product"}
    (line,) = again(tmp_path, {**row, "organization": "o2"})
    assert 'organization: the invoice belongs to "Müller Söhne AG" and stays there.' in line


def test_an_organization_has_one_of_a_kind_of_which_it_can_have_one(tmp_path: Path) -> None:
    suites = [{**WHOLE[10], "id": f"s{n}", "kind": "ksuite", "name": "Suite"} for n in range(2)]
    lines = failure(jsonl(tmp_path, *WHOLE, *suites)).lines
    assert len(lines) == 2
    assert 'an Organization holds one "ksuite" at most, and "o1" would have 2. Keep one' in lines[0]


def test_a_part_cannot_join_what_waits_in_a_transfer(tmp_path: Path, world: World) -> None:
    Organization.objects.filter(id=world.ours.id).update(external_id="ours")
    Product.objects.filter(id=world.cloud.id).update(external_id="cloud")
    worlds.offer(world.olga, world.ours, world.cloud)
    part = {"type": "product", "id": "k1", "kind": "kubernetes-service", "name": "Cluster"}
    (line,) = failure(jsonl(tmp_path, {**part, "holder": "ours", "part_of": "cloud"})).lines
    assert "part_of: cannot change while the product or its whole is in a waiting transfer." in line
    assert transfers.compute([world.cloud.id], source=world.ours.id, at=AT).products == 2
