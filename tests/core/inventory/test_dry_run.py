"""Trying an import, watching it, and being overtaken by someone."""

from pathlib import Path

import pytest

from changehands.core import inventory
from changehands.core.inventory import Change, Count, ImportFailed, Overtaken, Step
from changehands.models import Event, Organization, Product, User
from tests.core.inventory.files import AT, WHOLE, changed, jsonl, meanwhile


@pytest.mark.django_db
def test_a_dry_run_tells_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    rows = [*changed(10, name="Hosting Plus"), {**WHOLE[10], "id": "h2", "name": "More"}]
    report = inventory.import_files([jsonl(tmp_path, *rows)], at=AT, dry_run=True)
    assert report.counts["product"] == Count(new=1, changed=1, unchanged=2)
    assert report.first["product"] == [Change(True, "More"), Change(False, "Hosting Plus")]
    assert report.first["grant"] == []
    assert set(Product.objects.values_list("name", flat=True)) == {
        "mueller.example",
        "Hosting",
        "Blog",
    }


@pytest.mark.django_db
def test_a_dry_run_names_the_first_rows_of_each_type(tmp_path: Path) -> None:
    people = [{"type": "person", "id": f"x{n}", "email": f"x{n}@people.example"} for n in range(9)]
    path = jsonl(tmp_path, *WHOLE, *people)
    first = inventory.import_files([path], at=AT, dry_run=True).first
    names = {noun: [change.name for change in changes] for noun, changes in first.items()}
    assert names["person"] == ["ana@people.example", "ben@people.example"] + [
        f"x{n}@people.example" for n in range(3)
    ]
    assert names["team_member"] == ["ben@people.example in Web"]
    assert names["serving"] == ["mueller.example serves Hosting"]
    assert set(names["grant"]) == {
        "ben@people.example on Hosting: developer",
        "Web on Hosting: technician",
    }
    assert "ana@people.example in Fonderie Vidal: owner" in names["membership"]
    assert not Event.objects.exists() and not Organization.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_finds_every_problem_of_a_run(tmp_path: Path) -> None:
    path = jsonl(tmp_path, *changed(4, role="admin"))
    with pytest.raises(ImportFailed, match="has no owner"):
        inventory.import_files([path], at=AT, dry_run=True)


@pytest.mark.django_db
def test_whoever_waits_is_told_how_far_it_is(tmp_path: Path) -> None:
    many = [
        {"type": "person", "id": f"x{n}", "email": f"x{n}@people.example"} for n in range(4_500)
    ]
    path, steps = jsonl(tmp_path, *many), list[Step]()
    inventory.import_files([path], at=AT, tell=steps.append)
    size = path.stat().st_size
    reading = [step for step in steps if step.phase == "reading"]
    assert [step.rows for step in reading] == [2000, 4000, 4500]
    assert (reading[-1].done, reading[-1].total) == (size, size)
    assert list(dict.fromkeys(step.phase for step in steps)) == ["reading", "checking", "loading"]
    assert steps[-1].done == steps[-1].total


@pytest.mark.django_db(transaction=True)
def test_who_signs_up_between_check_and_load_makes_the_import_start_again(tmp_path: Path) -> None:
    path = jsonl(tmp_path, *WHOLE)

    def sign_up(step: Step) -> None:
        if step == Step("loading", 0, step.total):
            meanwhile(lambda: User.objects.create_user("ben@people.example", "theirs"))

    with pytest.raises(Overtaken) as caught:
        inventory.import_files([path], at=AT, tell=sign_up)
    assert caught.value.code == "import-overtaken"
    assert "(ben@people.example)" in str(caught.value)
    assert str(caught.value).endswith("Nothing was imported. Import the same files again.")
    assert not Organization.objects.exists() and User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_vanishes_between_check_and_load_makes_the_import_start_again(tmp_path: Path) -> None:
    inventory.import_files([jsonl(tmp_path, *WHOLE)], at=AT)
    eva = User.objects.create_user("eva@people.example", external_id="p9")
    place = {"type": "membership", "organization": "o1", "person": "p9", "role": "member"}

    def vanish(step: Step) -> None:
        if step == Step("loading", 0, step.total):
            meanwhile(lambda: User.objects.filter(id=eva.id).delete())

    with pytest.raises(Overtaken, match="is not present in table"):
        inventory.import_files([jsonl(tmp_path, place)], at=AT, tell=vanish)
