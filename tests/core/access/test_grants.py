"""Giving and taking rights on products."""

from functools import partial
from typing import Any

import pytest
from tests.faults.racing import outcomes, race
from tests.world import NOW, World, give, join, make_team, offer, take

from changehands.core import access, organizations
from changehands.kernel.errors import ChangehandsError, Denied, Invalid, NotFound
from changehands.models import Event, Grant, Membership, Right, Team, User


def grant(world: World, actor: User, subject: User | Team, **options: Any) -> Grant:
    key = "user_id" if isinstance(subject, User) else "team_id"
    options = {
        key: subject.id,
        "product_id": world.drive.id,
        "role": "viewer",
        "at": NOW,
        **options,
    }
    return access.grant(actor=actor, **options)


def rights(world: World, user: User) -> list[tuple[str, str, bool]]:
    rows = Right.objects.filter(product=world.drive, user=user).order_by("via")
    return list(rows.values_list("via", "role", "manages"))


def test_an_administrator_gives_a_collaborator_a_right(world: World) -> None:
    given = grant(world, world.adam, world.tom, role="editor", manages=True)
    assert (given.epoch, given.product) == (world.drive.epoch, world.drive)
    assert ("individual", "editor", True) in rights(world, world.tom)
    event = Event.objects.get(verb="access.granted")
    assert (event.organization, event.subject) == (world.ours, world.drive.id)
    assert (event.data["person"], event.data["role"], event.data["product"]) == (
        "Tom",
        "editor",
        "Drive",
    )


def test_giving_again_changes_the_right_there_is(world: World) -> None:
    first = grant(world, world.adam, world.tom)
    again = grant(world, world.adam, world.tom, role="administrator", manages=True)
    assert (again.id, again.role, again.manages) == (first.id, "administrator", True)


def test_a_team_is_given_a_right_as_a_whole(world: World) -> None:
    mail = make_team(world.ours, "Mail", world.xen)
    grant(world, world.adam, mail)
    assert ("team", "viewer", False) in rights(world, world.xen)
    assert Event.objects.get(verb="access.granted").data["team"] == "Mail"


def test_who_manages_a_product_gives_rights_on_it_and_on_no_other(world: World) -> None:
    grant(world, world.mia, world.tom)
    with pytest.raises(NotFound):
        grant(world, world.mia, world.tom, product_id=world.domain.id, role="technician")


def test_who_has_a_lesser_right_is_told_whom_to_ask(world: World) -> None:
    for actor in (world.kim, world.xen):
        with pytest.raises(Denied) as refusal:
            grant(world, actor, world.tom)
        assert refusal.value.params["roles"] == ["owner", "admin"]


@pytest.mark.parametrize("name", ["eve", "nora", "rui"])
def test_a_stranger_finds_no_such_product(world: World, name: str) -> None:
    actor = getattr(world, name)
    with pytest.raises(NotFound):
        grant(world, actor, actor)


def test_only_people_and_teams_of_the_holder_are_given_rights(world: World) -> None:
    for subject in (world.nora, world.rui, make_team(world.theirs, "Foreign")):
        with pytest.raises(Invalid) as refusal:
            grant(world, world.adam, subject)
        assert refusal.value.field == "subject"


def test_one_subject_is_named_and_no_more(world: World) -> None:
    both: dict[str, Any] = {"user_id": world.tom.id, "team_id": world.web.id}
    for subjects in ({}, both):
        with pytest.raises(Invalid):
            access.grant(
                actor=world.adam, product_id=world.drive.id, role="viewer", at=NOW, **subjects
            )


def test_only_the_roles_of_its_kind_exist_in_a_product(world: World) -> None:
    for role in ("owner", "technician", ""):
        with pytest.raises(Invalid) as refusal:
            grant(world, world.adam, world.tom, role=role)
        assert refusal.value.field == "role"


def test_taking_a_right_leaves_what_there_is_by_other_means(world: World) -> None:
    own = Grant.objects.get(product=world.drive, user=world.kim)
    access.revoke(actor=world.mia, grant_id=own.id, at=NOW)
    assert rights(world, world.kim) == [("team", "editor", False)]
    assert Event.objects.get(verb="access.revoked").data["person"] == "Kim"
    with pytest.raises(NotFound):
        access.revoke(actor=world.mia, grant_id=own.id, at=NOW)


def test_taking_is_for_those_who_may_give(world: World) -> None:
    own = Grant.objects.get(product=world.drive, user=world.mia)
    for actor, error in ((world.kim, Denied), (world.eve, NotFound)):
        with pytest.raises(error):
            access.revoke(actor=actor, grant_id=own.id, at=NOW)
    assert Grant.objects.filter(id=own.id).exists()


def test_rights_of_an_earlier_holding_are_out_of_everyones_hands(world: World) -> None:
    old = Grant.objects.get(product=world.hosting, user=world.mia)
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    for actor in (world.olga, world.rui):
        with pytest.raises(NotFound):
            access.revoke(actor=actor, grant_id=old.id, at=NOW)
    with pytest.raises(NotFound):
        grant(world, world.olga, world.tom, product_id=world.hosting.id, role="administrator")


def test_someone_who_came_along_with_a_drive_may_be_made_its_manager(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    given = grant(world, world.rui, world.mia, manages=True, at=NOW.replace(hour=13))
    assert (given.epoch, given.manages) == (2, True)


def test_a_right_given_by_many_at_once_is_one_right(committed_world: World) -> None:
    world = committed_world
    answers = outcomes(race(*[partial(grant, world, world.adam, world.tom)] * 6))
    assert answers == ["done"] * 6
    assert Grant.objects.filter(product=world.drive, user=world.tom).count() == 1


def test_a_right_taken_by_many_at_once_is_taken_once(committed_world: World) -> None:
    world = committed_world
    own = Grant.objects.get(product=world.drive, user=world.mia)
    revoke = partial(access.revoke, actor=world.adam, grant_id=own.id, at=NOW)
    assert outcomes(race(*[revoke] * 4)) == ["done", *["grant-not-found"] * 3]


@pytest.mark.parametrize("attempt", range(5))
def test_who_is_removed_while_given_a_right_keeps_none(
    committed_world: World, attempt: int
) -> None:
    world = committed_world
    place = Membership.objects.get(organization=world.ours, user=world.tom)
    outcomes(
        race(
            partial(grant, world, world.adam, world.tom),
            partial(organizations.remove_member, actor=world.olga, membership_id=place.id, at=NOW),
        )
    )
    assert not Grant.objects.filter(user=world.tom).exists()


@pytest.mark.parametrize("attempt", range(5))
def test_a_right_given_while_the_product_leaves_never_outlives_it(
    committed_world: World, attempt: int
) -> None:
    world = committed_world
    transfer = offer(world.olga, world.ours, world.hosting)
    give_right = partial(
        grant, world, world.adam, world.tom, product_id=world.hosting.id, role="administrator"
    )
    answers = outcomes(race(give_right, partial(take, world.rui, transfer, world.theirs)))
    assert answers in (["done", "done"], ["done", "product-not-found"])
    people = Right.objects.filter(product=world.hosting).values_list("user__name", flat=True)
    assert set(people) == {"Rui", "Rita"}


def test_a_closed_account_gives_nothing(world: World) -> None:
    join(world.ours, world.nora, "admin")
    User.objects.filter(id=world.nora.id).update(is_active=False)
    with pytest.raises(ChangehandsError) as refusal:
        grant(world, world.nora, world.tom)
    assert refusal.value.code == "product-not-found"


def test_an_external_user_may_be_made_manager_of_one_product(world: World) -> None:
    give(world.domain, world.xen, role="technician", manages=True)
    given = grant(world, world.xen, world.tom, product_id=world.domain.id, role="technician")
    assert given.user == world.tom
