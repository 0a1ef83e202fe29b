"""The activity log: what each Organization reads of it, and its export."""

import csv
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import NOW, World, offer, take

from changehands.core import access, organizations
from changehands.core.activity import queries
from changehands.core.activity.queries import Filters
from changehands.models import Organization


@pytest.fixture
def busy(world: World) -> World:
    """Some acts of several days."""
    team = partial(organizations.create_team, organization_id=world.ours.id)
    team(actor=world.adam, name="Alpha", at=NOW - timedelta(days=2))
    team(actor=world.olga, name="=1+1", at=NOW - timedelta(days=1))
    access.grant(
        actor=world.adam,
        product_id=world.drive.id,
        user_id=world.tom.id,
        role="viewer",
        at=NOW,
    )
    take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs)
    return world


def verbs(organization: Organization, **filters: Any) -> list[str]:
    rows = queries.events_page(organization.id, Filters(**filters)).rows
    return [event.verb for event in rows]


def test_an_organization_reads_its_own_acts_the_newest_first(busy: World) -> None:
    assert verbs(busy.ours) == [
        "transfer.completed",
        "transfer.started",
        "access.granted",
        "team.created",
        "team.created",
    ]
    assert verbs(busy.theirs) == ["transfer.completed"]
    assert verbs(busy.elsewhere) == []


def test_acts_are_found_by_verb_person_product_and_day(busy: World) -> None:
    found = partial(verbs, busy.ours)
    assert found(verb="transfer") == ["transfer.completed", "transfer.started"]
    assert found(verb="team.created", person=busy.adam.id) == ["team.created"]
    assert found(person=busy.tom.id) == ["access.granted"]
    assert found(product=busy.drive.id) == ["access.granted"]
    assert found(product=busy.domain.id) == ["transfer.completed", "transfer.started"]
    day = date(2026, 11, 21)
    assert found(since=day, until=day) == ["team.created"]
    assert len(found(since=day)) == 4 and len(found(until=day)) == 2
    assert found(verb="team.") == found(verb="no-such\0") == []


def test_pages_follow_one_another_at_the_same_cost(world: World) -> None:
    for number in range(60):
        organizations.create_team(
            actor=world.adam, organization_id=world.ours.id, name=f"Team {number}", at=NOW
        )
    with CaptureQueriesContext(connection) as captured:
        first = queries.events_page(world.ours.id)
    assert len(captured) == 1
    second = queries.events_page(world.ours.id, after=first.next)
    assert (len(first.rows), len(second.rows), first.total) == (50, 10, None)
    assert not {event.id for event in first.rows} & {event.id for event in second.rows}


def test_the_export_holds_every_act_the_oldest_first(busy: World) -> None:
    rows = list(csv.reader(queries.export(busy.ours.id)))
    assert tuple(rows[0]) == queries.COLUMNS
    assert [row[3] for row in rows[1:]] == list(reversed(verbs(busy.ours)))
    assert rows[1][:3] == ["2026-11-20T12:00:00+00:00", "Adam", "adam@people.example"]
    assert rows[1][4] == "team: Alpha"
    transfers = list(csv.reader(queries.export(busy.ours.id, Filters(verb="transfer"))))
    assert len(transfers) == 3


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@sum", "\t=1"])
def test_no_cell_of_the_export_is_a_formula(world: World, name: str) -> None:
    world.adam.name = name
    world.adam.save()
    organizations.create_team(actor=world.adam, organization_id=world.ours.id, name="Alpha", at=NOW)
    (_, row) = csv.reader(queries.export(world.ours.id))
    assert row[1] == f"'{name}"


def test_the_people_to_filter_by_are_those_of_the_organization(world: World) -> None:
    assert list(queries.actors_of(world.theirs.id)) == [world.rita, world.rui]


def test_what_an_organization_was_called_is_told_in_the_export(world: World) -> None:
    organizations.edit(
        actor=world.olga,
        organization_id=world.ours.id,
        name="Ours SA",
        kind="company",
        country="CH",
        currency="CHF",
        at=NOW,
    )
    (_, row) = csv.reader(queries.export(world.ours.id))
    assert "before: name = Ours, slug = ours" in row[4]
