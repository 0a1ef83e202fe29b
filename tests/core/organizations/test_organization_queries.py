"""Lists of people, invitations and teams."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import NOW, World, join, make_team

from changehands.core import organizations
from changehands.core.organizations import queries
from changehands.core.paging import Page
from changehands.kernel.errors import Invalid, NotFound
from changehands.models import Membership, User


def crowd(world: World, size: int = 60) -> list[User]:
    """More people than fit on a page."""
    rows = [User(email=f"p{n:03}@crowd.example", name=f"Person {n:03}") for n in range(size)]
    people = User.objects.bulk_create(rows)
    for user in people:
        join(world.ours, user, "member")
    return people


def statements(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def all_rows(ask: Callable[..., Page[Any]]) -> list[Any]:
    page = ask()
    rows = list(page.rows)
    while page.next:
        page = ask(after=page.next)
        rows += page.rows
    return rows


def test_every_member_is_on_one_page_in_the_order_of_names(world: World) -> None:
    crowd(world)
    ask = partial(queries.members_page, world.ours.id)
    names = [row.membership.user.name for row in all_rows(ask)]
    assert names == sorted(names) and len(names) == len(set(names)) == ask().total == 66
    assert len(ask().rows) == 50


def test_members_are_found_by_name_address_and_role(world: World) -> None:
    ask = partial(queries.members_page, world.ours.id)
    assert [row.membership.user for row in ask(search=" MI ").rows] == [world.mia]
    assert [row.membership.user for row in ask(search="tom@people").rows] == [world.tom]
    assert [row.membership.user for row in ask(role="external").rows] == [world.xen]
    assert ask(search="rui").total == ask(search="\0%_").total == ask(search="\ud800%").total == 0


def test_a_member_is_shown_with_their_teams(world: World) -> None:
    make_team(world.ours, "Alpha", world.tom)
    place = Membership.objects.get(organization=world.ours, user=world.tom)
    row = queries.member(world.ours.id, place.id)
    assert [team.name for team in row.teams] == ["Alpha", "Web"]
    with pytest.raises(NotFound):
        queries.member(world.theirs.id, place.id)


def test_open_invitations_are_listed_and_found_by_whom_they_wait_for(world: World) -> None:
    who: dict[str, Any] = {"actor": world.olga, "organization_id": world.ours.id, "role": "member"}
    nora = organizations.invite(**who, email=world.nora.email, at=NOW)
    gone = organizations.invite(**who, email="gone@people.example", at=NOW)
    organizations.withdraw_invitation(actor=world.olga, invitation_id=gone.id, at=NOW)
    assert queries.invitations_open(world.ours.id, at=NOW).rows == [nora]
    assert queries.invitations_open(world.theirs.id, at=NOW).rows == []
    assert queries.invitations_of(world.nora, at=NOW) == [nora]
    later = NOW + timedelta(days=14)
    assert queries.invitations_of(world.eve, at=NOW) == []
    assert queries.invitations_open(world.ours.id, at=later).total == 0
    assert queries.invitations_of(world.nora, at=later) == []


def test_teams_are_listed_with_the_numbers_of_people_and_products(world: World) -> None:
    make_team(world.ours, "Alpha")
    make_team(world.theirs, "Foreign")
    rows = queries.teams_page(world.ours.id).rows
    assert [(r.team.name, r.people, r.products) for r in rows] == [("Alpha", 0, 0), ("Web", 2, 2)]
    assert queries.teams_page(world.ours.id, search="we").total == 1
    assert queries.team(world.ours.id, world.web.id).people == 2
    with pytest.raises(NotFound):
        queries.team(world.theirs.id, world.web.id)


def test_the_people_of_a_team_are_found_in_it_alone(world: World) -> None:
    ask = partial(queries.team_members_page, world.web)
    assert [place.user for place in ask().rows] == [world.kim, world.tom]
    assert [place.user for place in ask(search="ki").rows] == [world.kim]
    assert ask(search="mia").total == 0


@pytest.mark.parametrize(
    "cursor", ["x", "bm8", "W10", "WyJcdWQ4MDAiLCJhIl0", "é", "WyJcdTAwMDAiLCJhIl0"]
)
def test_a_cursor_that_is_not_ours_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        queries.members_page(world.ours.id, after=cursor)
    assert refusal.value.field == "cursor"


def test_pages_cost_the_same_whatever_their_size(world: World) -> None:
    members = partial(queries.members_page, world.ours.id)
    teams = partial(queries.teams_page, world.ours.id)
    before = statements(members), statements(teams)
    for number, user in enumerate(crowd(world)):
        make_team(world.ours, f"Team {number}", user)
    assert (statements(members), statements(teams)) == before == (3, 4)
