"""The log of an Organization, as a page and as a file; and the pages that explain."""

import csv
from typing import Any

import pytest
from django.urls import reverse

from changehands.core import access, organizations
from changehands.models import Event
from changehands.policy import catalogue
from changehands.web import help
from tests.web.browsing import Browser
from tests.world import NOW, World, offer, take


def ours(world: World, name: str = "olga") -> Browser:
    return Browser(getattr(world, name), world.ours)


@pytest.fixture
def busy(world: World) -> World:
    take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs)
    organizations.create_team(
        actor=world.adam, organization_id=world.ours.id, name="Design", at=NOW
    )
    access.grant(
        actor=world.adam,
        product_id=world.drive.id,
        user_id=world.tom.id,
        role="viewer",
        at=NOW,
    )
    return world


def rows(page: str) -> str:
    return page.split("<tbody>")[1] if "<tbody>" in page else ""


def test_administrators_read_what_happened_in_words(busy: World) -> None:
    page = rows(ours(busy, "adam").get("activity"))
    for words in ("Products handed over", "with Theirs", "Team created", "Design", "Access given"):
        assert words in page
    assert f"/products/{busy.drive.public_id}/" in page


@pytest.mark.parametrize("name", ["mia", "xen"])
def test_others_inside_do_not(world: World, name: str) -> None:
    ours(world, name).get("activity", status=403)
    ours(world, name).get("activity-export", status=403)


def test_a_stranger_reads_their_own_log_only(busy: World) -> None:
    page = Browser(busy.eve).get("activity")
    assert "Nothing has happened yet" in page and "Design" not in page


def test_action_person_product_and_days_narrow_the_log(busy: World) -> None:
    olga = ours(busy)
    assert "Team created" not in rows(olga.get("activity", verb="access"))
    assert "Transfer started" not in rows(olga.get("activity", person=busy.adam.public_id))
    assert "Design" not in rows(olga.get("activity", product="ours.example"))
    assert "Access given" in rows(olga.get("activity", product=busy.drive.public_id))
    assert "Nothing matches" in olga.get("activity", until="2020-01-01")


@pytest.mark.parametrize(
    ("field", "value"),
    [("since", "yesterday"), ("product", "none"), ("verb", "none"), ("person", "none")],
)
def test_a_wrong_filter_is_named_and_kept(busy: World, field: str, value: str) -> None:
    page = ours(busy).get("activity", status=422, **{field: value})
    assert f'href="#id_{field}"' in page
    assert f'value="{value}"' in page or field in ("verb", "person")


def test_a_name_that_several_products_have_is_asked_for_in_full(busy: World) -> None:
    assert "Several products match" in ours(busy).get("activity", product="s", status=422)


def test_the_export_is_the_filtered_log_the_oldest_first(busy: World) -> None:
    answer: Any = ours(busy).client.get("/activity/export.csv", {"verb": "transfer"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    lines = list(csv.reader(answer.getvalue().decode().splitlines()))
    assert [line[3] for line in lines[1:]] == ["transfer.started", "transfer.completed"]


def test_a_wrong_filter_exports_nothing_and_leads_to_the_page(world: World) -> None:
    answer: Any = ours(world).client.get("/activity/export.csv", {"since": "yesterday"})
    assert answer.url == "/activity/?since=yesterday"


def test_the_page_takes_as_many_statements_for_many_events_as_for_few(busy: World) -> None:
    olga = ours(busy)
    before = olga.statements("activity")
    for number in range(20):
        organizations.create_team(
            actor=busy.olga, organization_id=busy.ours.id, name=f"Team {number}", at=NOW
        )
    assert olga.statements("activity") == before


def test_every_kind_of_event_has_words(busy: World) -> None:
    Event.objects.create(
        act=busy.ours.id, at=NOW, organization=busy.ours, verb="inventory.imported"
    )
    assert "Brought in by the operator" in ours(busy).get("activity")


def test_a_guide_leads_everybody_to_the_article_that_it_has_become(world: World) -> None:
    for browser in (Browser(), Browser(world.nora), ours(world)):
        for slug, number in help.MOVED.items():
            place = browser.client.get(reverse("guide", args=[slug]))["Location"]
            assert place.startswith(f"/en/help/{number}/"), place
            assert browser.client.get(place).status_code == 200
        browser.get("guide", "none", status=404)


def test_every_guide_that_the_catalogue_names_is_there() -> None:
    named = {kind.guide for kind in catalogue.current().kinds.values() if kind.guide}
    assert named and named <= set(help.MOVED)
