"""Work teams: making them, who is in them, and the rights that end with them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from tests.faults.racing import outcomes, race
from tests.world import NOW, World, make_team

from changehands.core import organizations
from changehands.kernel.errors import Conflict, Denied, Invalid, NotFound
from changehands.models import Event, Grant, Membership, Right, Team, TeamMember, User


def place(world: World, user: User) -> Any:
    return Membership.objects.get(organization=world.ours, user=user).id


def verbs(world: World, actor: User) -> list[Callable[[], Any]]:
    """Every verb of teams, ready to be done by this person."""
    who: dict[str, Any] = {"actor": actor, "at": NOW}
    team, mia, tom = world.web.id, place(world, world.mia), place(world, world.tom)
    return [
        partial(organizations.create_team, organization_id=world.ours.id, name="Mail", **who),
        partial(organizations.rename_team, team_id=team, name="Sites", **who),
        partial(organizations.add_to_team, team_id=team, membership_id=mia, **who),
        partial(organizations.remove_from_team, team_id=team, membership_id=tom, **who),
        partial(organizations.delete_team, team_id=team, **who),
    ]


def test_an_administrator_does_all_of_it_and_each_step_is_told(world: World) -> None:
    for verb in verbs(world, world.adam):
        verb()
    assert list(Team.objects.filter(organization=world.ours).values_list("name")) == [("Mail",)]
    told = Event.objects.filter(verb__startswith="team.").order_by("id")
    assert [event.verb for event in told] == [
        "team.created",
        "team.renamed",
        "team.member-added",
        "team.member-removed",
        "team.deleted",
    ]
    assert told[1].data == {"team": "Sites", "before": "Web"}
    assert (told[2].data["person"], told[4].data["people"]) == ("Mia", 2)


@pytest.mark.parametrize("number", range(5))
def test_collaborators_are_refused_and_strangers_find_nothing(world: World, number: int) -> None:
    with pytest.raises(Denied):
        verbs(world, world.mia)[number]()
    with pytest.raises(NotFound):
        verbs(world, world.eve)[number]()
    assert not Event.objects.filter(verb__startswith="team.").exists()


def test_who_joins_a_team_has_its_rights_until_they_are_taken_out(world: World) -> None:
    key = place(world, world.xen)
    rights = Right.objects.filter(product=world.hosting, user=world.xen, via="team")
    organizations.add_to_team(actor=world.adam, team_id=world.web.id, membership_id=key, at=NOW)
    assert rights.exists()
    organizations.remove_from_team(
        actor=world.adam, team_id=world.web.id, membership_id=key, at=NOW
    )
    assert not rights.exists()


def test_the_rights_of_a_team_go_with_it_and_individual_ones_stay(world: World) -> None:
    organizations.delete_team(actor=world.adam, team_id=world.web.id, at=NOW)
    assert not Grant.objects.filter(team__isnull=False).exists()
    kept = Right.objects.filter(user=world.kim).values_list("product__name", "via")
    assert list(kept) == [("Drive", "individual")]


def test_nobody_from_elsewhere_gets_into_a_team(world: World) -> None:
    foreign = Membership.objects.get(organization=world.theirs, user=world.rita)
    with pytest.raises(NotFound):
        organizations.add_to_team(
            actor=world.adam, team_id=world.web.id, membership_id=foreign.id, at=NOW
        )


def test_a_person_is_in_a_team_once_and_taken_out_once(world: World) -> None:
    key = place(world, world.tom)
    who: dict[str, Any] = {"actor": world.adam, "team_id": world.web.id, "membership_id": key}
    with pytest.raises(Conflict):
        organizations.add_to_team(**who, at=NOW)
    organizations.remove_from_team(**who, at=NOW)
    with pytest.raises(NotFound):
        organizations.remove_from_team(**who, at=NOW)


def test_a_team_name_is_its_own_in_its_organization(world: World) -> None:
    make_team(world.theirs, "Mail")
    create = partial(organizations.create_team, actor=world.adam, organization_id=world.ours.id)
    mail = create(name="Mail", at=NOW)
    for name, error in (("Mail", Conflict), (" Web ", Conflict), ("", Invalid)):
        with pytest.raises(error) as refusal:
            create(name=name, at=NOW)
        assert refusal.value.field == "name"
    with pytest.raises(Conflict):
        organizations.rename_team(actor=world.adam, team_id=mail.id, name="Web", at=NOW)
    organizations.rename_team(actor=world.adam, team_id=mail.id, name="Mail", at=NOW)


def test_a_name_taken_by_many_at_once_makes_one_team(committed_world: World) -> None:
    world = committed_world
    make = partial(
        organizations.create_team,
        actor=world.adam,
        organization_id=world.ours.id,
        name="Mail",
        at=NOW,
    )
    assert outcomes(race(*[make] * 4)) == ["done", *["team-name-taken"] * 3]


def test_a_person_added_by_many_at_once_is_in_the_team_once(committed_world: World) -> None:
    world = committed_world
    add = verbs(world, world.adam)[2]
    assert outcomes(race(*[add] * 4)) == [*["already-in-team"] * 3, "done"]
    assert TeamMember.objects.filter(membership__user=world.mia).count() == 1
