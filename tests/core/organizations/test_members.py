"""Roles, removing people, leaving, and the last owner."""

from functools import partial

import pytest
from tests.faults.racing import outcomes, race
from tests.world import NOW, World, give, join, offer, take

from changehands.core import organizations
from changehands.kernel.errors import Conflict, Denied, Invalid, NotFound
from changehands.models import Event, Grant, Membership, Organization, Right, TeamMember, User


def place(organization: Organization, user: User) -> Membership:
    return Membership.objects.get(organization=organization, user=user)


def set_role(actor: User, membership: Membership, role: str) -> Membership:
    return organizations.change_role(actor=actor, membership_id=membership.id, role=role, at=NOW)


def remove(actor: User, membership: Membership) -> None:
    organizations.remove_member(actor=actor, membership_id=membership.id, at=NOW)


def leave(actor: User, organization: Organization) -> None:
    organizations.leave(actor=actor, organization_id=organization.id, at=NOW)


def test_an_administrator_gives_a_collaborator_another_role(world: World) -> None:
    set_role(world.adam, place(world.ours, world.mia), "admin")
    assert place(world.ours, world.mia).role == "admin"
    event = Event.objects.get(verb="member.role-changed")
    assert (event.data["before"], event.data["role"]) == ("member", "admin")
    assert (event.data["person"], event.subject) == ("Mia", world.mia.id)


def test_only_an_owner_makes_an_owner(world: World) -> None:
    with pytest.raises(Denied) as refusal:
        set_role(world.adam, place(world.ours, world.adam), "owner")
    assert refusal.value.params["roles"] == ["owner"]
    set_role(world.olga, place(world.ours, world.adam), "owner")
    assert place(world.ours, world.adam).role == "owner"


def test_only_an_owner_lowers_or_removes_an_owner(world: World) -> None:
    boss = place(world.ours, world.olga)
    join(world.ours, world.nora, "owner")
    for act in (partial(set_role, world.adam, boss, "member"), partial(remove, world.adam, boss)):
        with pytest.raises(Denied) as refusal:
            act()
        assert refusal.value.params["roles"] == ["owner"]
    set_role(world.nora, boss, "member")
    assert place(world.ours, world.olga).role == "member"


def test_a_role_that_does_not_exist_or_is_theirs_already_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as invalid:
        set_role(world.olga, place(world.ours, world.mia), "king")
    assert invalid.value.field == "role"
    with pytest.raises(Conflict) as conflict:
        set_role(world.olga, place(world.ours, world.mia), "member")
    assert conflict.value.code == "role-unchanged"


@pytest.mark.parametrize("name", ["mia", "xen"])
def test_who_is_no_administrator_manages_nobody(world: World, name: str) -> None:
    actor, tom = getattr(world, name), place(world.ours, world.tom)
    for act in (partial(set_role, actor, tom, "external"), partial(remove, actor, tom)):
        with pytest.raises(Denied):
            act()
    assert place(world.ours, world.tom).role == "member"


def test_a_stranger_does_not_learn_who_is_a_member(world: World) -> None:
    tom = place(world.ours, world.tom)
    for act in (
        partial(set_role, world.eve, tom, "external"),
        partial(remove, world.eve, tom),
        partial(leave, world.eve, world.ours),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_last_owner_can_neither_leave_nor_be_lowered_nor_removed(world: World) -> None:
    boss = place(world.ours, world.olga)
    for act in (
        partial(leave, world.olga, world.ours),
        partial(set_role, world.olga, boss, "admin"),
        partial(remove, world.olga, boss),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "last-owner"
    assert place(world.ours, world.olga).role == "owner"


def test_an_owner_whose_account_is_closed_does_not_count(world: World) -> None:
    join(world.ours, world.nora, "owner")
    User.objects.filter(id=world.nora.id).update(is_active=False)
    with pytest.raises(Conflict):
        leave(world.olga, world.ours)


def test_who_leaves_loses_rights_and_team_places_here_and_keeps_them_elsewhere(
    world: World,
) -> None:
    join(world.elsewhere, world.kim, "member")
    transfer = offer(world.olga, world.ours, world.mailbox)
    take(world.rui, transfer, world.theirs)
    join(world.theirs, world.kim, "member")
    world.mailbox.refresh_from_db()
    elsewhere = give(world.mailbox, world.kim)
    leave(world.kim, world.ours)
    assert list(Grant.objects.filter(user=world.kim)) == [elsewhere]
    assert not TeamMember.objects.filter(membership__user=world.kim).exists()
    assert set(Right.objects.filter(user=world.kim).values_list("product__name", flat=True)) == {
        "Mail"
    }
    assert Event.objects.get(verb="member.left").data["rights_ended"] == 1


def test_who_is_removed_loses_everything_here_at_once(world: World) -> None:
    remove(world.adam, place(world.ours, world.mia))
    assert not Membership.objects.filter(organization=world.ours, user=world.mia).exists()
    assert not Grant.objects.filter(user=world.mia).exists()
    event = Event.objects.get(verb="member.removed")
    assert (event.actor, event.data["person"]) == (world.adam, "Mia")


def test_who_was_removed_is_not_found_a_second_time(world: World) -> None:
    mia = place(world.ours, world.mia)
    remove(world.adam, mia)
    with pytest.raises(NotFound):
        remove(world.adam, mia)


def test_of_two_owners_who_leave_at_once_one_stays(committed_world: World) -> None:
    world = committed_world
    join(world.ours, world.nora, "owner")
    answers = outcomes(
        race(partial(leave, world.olga, world.ours), partial(leave, world.nora, world.ours))
    )
    assert answers == ["done", "last-owner"]
    assert Membership.objects.filter(organization=world.ours, role="owner").count() == 1


def test_of_two_owners_who_lower_each_other_at_once_one_stays(committed_world: World) -> None:
    world = committed_world
    boss, other = place(world.ours, world.olga), join(world.ours, world.nora, "owner")
    answers = outcomes(
        race(
            partial(set_role, world.olga, other, "member"),
            partial(set_role, world.nora, boss, "member"),
        )
    )
    assert answers == ["done", "role-not-allowed"]
    assert Membership.objects.filter(organization=world.ours, role="owner").count() == 1


def test_a_person_removed_by_many_at_once_is_removed_once(committed_world: World) -> None:
    world = committed_world
    mia = place(world.ours, world.mia)
    answers = outcomes(race(*[partial(remove, world.adam, mia)] * 4))
    assert answers == ["done", *["member-not-found"] * 3]
    assert Event.objects.filter(verb="member.removed").count() == 1
