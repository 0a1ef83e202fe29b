"""People of an Organization: seeing, inviting, roles, removing, leaving."""

import pytest

from changehands.core import organizations
from changehands.models import Grant, Invitation, Membership, Organization, User
from tests.web.browsing import Browser
from tests.world import NOW, World, join, make_user


def place(organization: Organization, user: User) -> Membership:
    return Membership.objects.get(organization=organization, user=user)


def ours(world: World, name: str = "olga") -> Browser:
    return Browser(getattr(world, name), world.ours)


def test_everyone_inside_but_external_users_sees_who_is_there(world: World) -> None:
    for name in ("olga", "adam", "mia"):
        assert "xen@people.example" in ours(world, name).get("people")
    assert "Collaborator" in ours(world, "xen").get("people", status=403)


def test_a_stranger_sees_their_own_people_only(world: World) -> None:
    assert "mia@people.example" not in Browser(world.eve).get("people")


def test_only_administrators_are_offered_to_invite_change_and_remove(world: World) -> None:
    offered = ("/people/invitations", "/role", "/removal")
    mia, adam = ours(world, "mia").get("people"), ours(world, "adam").get("people")
    assert not any(address in mia for address in offered)
    assert all(address in adam for address in offered)


def test_an_administrator_is_not_offered_what_only_owners_may_do(world: World) -> None:
    page = ours(world, "adam").get("people").split("<tbody>")[1]
    assert place(world.ours, world.olga).public_id not in page
    assert '<option value="owner"' not in page
    assert '<option value="owner" selected>' in ours(world).get("people")


def test_people_are_found_by_name_address_and_role(world: World) -> None:
    olga = ours(world)
    assert "mia@people.example" not in olga.get("people", search="kim@people")
    assert "mia@people.example" not in olga.get("people", role="external")
    assert "Nobody matches" in olga.get("people", search="nobody of this name")


def test_the_page_takes_as_many_statements_for_many_people_as_for_few(world: World) -> None:
    olga = ours(world)
    before = olga.statements("people")
    for number in range(20):
        join(world.ours, make_user(f"Person{number}"), "member")
    assert olga.statements("people") == before


def test_someone_is_invited_and_withdrawn_again(world: World) -> None:
    olga = ours(world)
    assert olga.post("people-invitations", email="New@new.example", role="admin") == "/people/"
    made = Invitation.objects.get()
    assert (made.email, made.role) == ("new@new.example", "admin")
    assert "new@new.example" in olga.get("people")
    olga.post("invitation-withdrawal", made.id)
    assert Invitation.objects.get().withdrawn_at


@pytest.mark.parametrize("email", ["", "nobody", "mia@people.example"])
def test_a_wrong_address_is_named_and_what_was_typed_is_kept(world: World, email: str) -> None:
    page = ours(world).post("people-invitations", email=email, role="external", status=422)
    assert ('role="alert"' in page and f'value="{email}"' in page) or not email
    assert '<option value="external" selected>' in page
    assert not Invitation.objects.exists()


def test_an_administrator_invites_no_owner(world: World) -> None:
    ours(world, "adam").post("people-invitations", email="x@x.example", role="owner", status=422)
    assert not Invitation.objects.exists()


def test_a_collaborator_invites_nobody(world: World) -> None:
    ours(world, "mia").post("people-invitations", email="x@x.example", role="member", status=403)


def test_a_role_is_changed(world: World) -> None:
    there = place(world.ours, world.mia)
    assert ours(world, "adam").post("member-role", there.id, role="admin") == "/people/"
    there.refresh_from_db()
    assert there.role == "admin"


def test_the_last_owner_is_not_lowered_and_the_choice_is_kept(world: World) -> None:
    there = place(world.ours, world.olga)
    page = ours(world).post("member-role", there.id, role="member", status=409)
    assert "Make someone else legal representative first" in page
    row = page.split(f'<select id="role-{there.id}"')[1]
    assert '<option value="member" selected>' in row.split("</select>")[0]


@pytest.mark.parametrize(("name", "status"), [("adam", 403), ("mia", 403), ("eve", 404)])
def test_nobody_else_makes_an_owner(world: World, name: str, status: int) -> None:
    there = place(world.ours, world.mia)
    someone = Browser(getattr(world, name), None if name == "eve" else world.ours)
    someone.post("member-role", there.id, role="owner", status=status)


def test_removing_names_what_is_lost_first(world: World) -> None:
    there = place(world.ours, world.kim)
    page = ours(world, "adam").get("member-removal", there.id)
    assert "Remove Kim" in page and "Drive: Editor" in page and "Web" in page
    assert Membership.objects.filter(id=there.id).exists()


def test_removing_ends_the_place_and_its_rights(world: World) -> None:
    there = place(world.ours, world.kim)
    assert ours(world, "adam").post("member-removal", there.id) == "/people/"
    assert not Membership.objects.filter(id=there.id).exists()
    assert not Grant.objects.filter(user=world.kim).exists()


@pytest.mark.parametrize(("name", "status"), [("mia", 403), ("xen", 403), ("rui", 404)])
def test_nobody_else_removes_people(world: World, name: str, status: int) -> None:
    there = place(world.ours, world.kim)
    someone = Browser(getattr(world, name))
    someone.get("member-removal", there.id, status=status)
    someone.post("member-removal", there.id, status=status)


def test_an_administrator_removes_no_owner(world: World) -> None:
    ours(world, "adam").post("member-removal", place(world.ours, world.olga).id, status=403)


def test_removing_oneself_is_leaving(world: World) -> None:
    there = place(world.ours, world.adam)
    assert ours(world, "adam").post("member-removal", there.id) == "/people/leaving"


@pytest.mark.parametrize("name", ["adam", "mia", "xen"])
def test_everyone_but_the_last_owner_leaves(world: World, name: str) -> None:
    someone = ours(world, name)
    assert "Leave Ours" in someone.get("leaving")
    assert someone.post("leaving") == "/products/"
    assert not Membership.objects.filter(
        organization=world.ours, user=getattr(world, name)
    ).exists()


def test_the_last_owner_is_told_why_they_cannot_leave(world: World) -> None:
    assert "Make someone else legal representative first" in ours(world).get("leaving")
    ours(world).post("leaving", status=409)
    join(world.ours, world.nora, "owner")
    assert ours(world).post("leaving") == "/products/"


def test_an_invitation_is_opened_by_its_link_and_accepted(world: World) -> None:
    made, nora = _invite(world), Browser()
    assert "Paste the whole link" in nora.get("invitation", made.id)
    link = organizations.invitation_address(made)
    assert nora.post("invitation-open", made.id, code=link) == f"/i/{made.public_id}"
    assert "Log in" in nora.get("invitation", made.id)
    nora.client.force_login(world.nora)
    assert "Join Ours" in nora.get("invitation", made.id)
    assert nora.post("invitation-acceptance", made.id) == "/products/"
    assert place(world.ours, world.nora).role == "member"
    assert "You are in Ours" in nora.get("invitation", made.id)


def test_the_addressee_needs_no_link_once_signed_in(world: World) -> None:
    assert "Join Ours" in Browser(world.nora).get("invitation", _invite(world).id)


def test_another_account_is_told_so_and_offered_to_switch(world: World) -> None:
    made, eve = _invite(world), Browser(world.eve)
    assert "Paste the whole link" in eve.get("invitation", made.id)
    eve.post("invitation-open", made.id, code=organizations.invitation_address(made))
    assert "This account cannot accept it" in eve.get("invitation", made.id)
    eve.post("invitation-acceptance", made.id, status=403)
    assert eve.post("invitation-account", made.id) == f"/i/{made.public_id}"
    assert "Log in" in eve.get("invitation", made.id)


def test_a_wrong_code_opens_nothing(world: World) -> None:
    made = _invite(world)
    page = Browser().post("invitation-open", made.id, code="chi_wrong", status=422)
    assert "is not valid" in page and "Ours" not in page


def test_a_withdrawn_invitation_says_so_to_who_holds_the_link(world: World) -> None:
    made, nora = _invite(world), Browser(world.nora)
    nora.post("invitation-open", made.id, code=organizations.invitation_address(made))
    organizations.withdraw_invitation(actor=world.olga, invitation_id=made.id, at=NOW)
    assert "Ours withdrew it" in nora.get("invitation", made.id, status=410)
    assert "Ours" not in Browser(world.eve).get("invitation", made.id)


def _invite(world: World) -> Invitation:
    return organizations.invite(
        actor=world.olga,
        organization_id=world.ours.id,
        email=world.nora.email,
        role="member",
        at=NOW,
    )
