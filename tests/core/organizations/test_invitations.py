"""Inviting, withdrawing, and taking an invitation up."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.faults.racing import outcomes, race
from tests.world import NOW, World, make_user

from changehands.core import organizations
from changehands.core.organizations.invitations import A_DAY
from changehands.kernel import links
from changehands.kernel.errors import Conflict, Denied, Invalid, NotFound, TooMany
from changehands.models import Event, Invitation, Membership, Notification, User

SUBJECT = UUID(int=7)
NORA = "nora@people.example"


def invite(world: World, email: str = NORA, **options: Any) -> Invitation:
    options = {"actor": world.adam, "role": "member", "at": NOW, **options}
    return organizations.invite(organization_id=world.ours.id, email=email, **options)


def accept(actor: User, invitation: Invitation, **options: Any) -> Membership:
    options = {"at": NOW, **options}
    return organizations.accept_invitation(actor=actor, invitation_id=invitation.id, **options)


def withdraw(actor: User, invitation: Invitation) -> Invitation:
    return organizations.withdraw_invitation(actor=actor, invitation_id=invitation.id, at=NOW)


def test_an_invitation_is_mailed_by_a_job_and_lives_fourteen_days(world: World) -> None:
    made = invite(world, " Nora@PEOPLE.example ")
    assert (made.email, made.expires_at) == (NORA, NOW + timedelta(days=14))
    job = ProcrastinateJob.objects.get(task_name="mail_invitation")
    assert job.args == {"invitation": str(made.id)}
    assert Event.objects.get(verb="member.invited").data == {"email": NORA, "role": "member"}


def test_the_answer_is_the_same_for_known_and_unknown_addresses(world: World) -> None:
    known, unknown = invite(world), invite(world, "nobody@people.example")
    assert (known.role, known.expires_at) == (unknown.role, unknown.expires_at)
    assert ProcrastinateJob.objects.filter(task_name="mail_invitation").count() == 2


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nora",
        "a@b@c",
        "a@x.example\nBcc: b@x.example",
        "x\0@x.example",
        "a" * 250 + "@x.example",
    ],
)
def test_what_is_no_address_is_refused(world: World, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        invite(world, email)
    assert refusal.value.field == "email"


def test_only_owners_invite_owners(world: World) -> None:
    with pytest.raises(Denied) as refusal:
        invite(world, role="owner")
    assert refusal.value.params["roles"] == ["owner"]
    assert invite(world, role="owner", actor=world.olga).role == "owner"


def test_collaborators_invite_nobody_and_strangers_find_nothing(world: World) -> None:
    with pytest.raises(Denied):
        invite(world, actor=world.mia)
    with pytest.raises(NotFound):
        invite(world, actor=world.eve)
    with pytest.raises(Invalid):
        invite(world, role="king")


def test_an_address_has_one_open_invitation_and_a_new_one_after_its_expiry(world: World) -> None:
    invite(world)
    with pytest.raises(Conflict) as refusal:
        invite(world)
    assert refusal.value.code == "already-invited"
    again = invite(world, at=NOW + timedelta(days=14))
    assert Invitation.objects.filter(withdrawn_at=None).get() == again


def test_who_is_a_member_is_not_invited_again(world: World) -> None:
    with pytest.raises(Conflict) as refusal:
        invite(world, world.mia.email)
    assert refusal.value.code == "already-a-member"


def test_an_organization_invites_so_many_a_day_and_no_more(world: World) -> None:
    for number in range(A_DAY):
        invite(world, f"person{number}@people.example")
    with pytest.raises(TooMany) as refusal:
        invite(world)
    assert refusal.value.params["retry_after"] > 0
    assert invite(world, at=NOW + timedelta(days=1)).email == NORA


def test_the_person_with_the_address_joins_with_the_role_they_were_offered(world: World) -> None:
    made = invite(world, role="admin")
    link = organizations.invitation_address(made)
    assert link.startswith(f"{settings.BASE_URL}/i/{made.public_id}#chi_")
    place = accept(world.nora, made, link=link)
    assert (place.user, place.organization, place.role) == (world.nora, world.ours, "admin")
    event = Event.objects.get(verb="member.joined")
    assert (event.actor, event.data["role"]) == (world.nora, "admin")


def test_someone_else_with_the_link_is_told_to_sign_in_with_the_address(world: World) -> None:
    made = invite(world)
    with pytest.raises(Denied) as refusal:
        accept(world.eve, made, link=organizations.invitation_address(made))
    assert refusal.value.code == "not-the-addressee"


def test_someone_else_without_the_link_finds_no_invitation(world: World) -> None:
    with pytest.raises(NotFound):
        accept(world.eve, invite(world))


def test_an_address_that_is_not_confirmed_is_nobodys(world: World) -> None:
    EmailAddress.objects.filter(user=world.nora).update(verified=False)
    with pytest.raises(NotFound):
        accept(world.nora, invite(world))


def test_a_wrong_link_has_one_answer_whatever_is_wrong(world: World) -> None:
    made, other = invite(world), invite(world, "other@people.example")
    right = organizations.invitation_address(made)
    transfer_like = links.secret_for(settings.SECRET_KEY, made.id, 1)
    wrong = ["?", right[:-1], organizations.invitation_address(other), transfer_like]
    for link in wrong:
        with pytest.raises(Invalid) as refusal:
            accept(world.nora, made, link=link)
        assert refusal.value.code == "link-wrong"
    assert organizations.prove_invitation(made.id, right) == made
    with pytest.raises(Invalid):
        organizations.prove_invitation(
            SUBJECT, links.secret_for(settings.SECRET_KEY, SUBJECT, 1, links.INVITATION)
        )


def test_an_invitation_is_taken_up_once(world: World) -> None:
    made = invite(world)
    accept(world.nora, made)
    with pytest.raises(Conflict) as refusal:
        accept(world.nora, made)
    assert refusal.value.code == "invitation-is-over"


def test_an_expired_or_withdrawn_invitation_is_dead(world: World) -> None:
    made = invite(world)
    with pytest.raises(Conflict) as expired:
        accept(world.nora, made, at=made.expires_at)
    withdraw(world.olga, made)
    with pytest.raises(Conflict) as withdrawn:
        accept(world.nora, made)
    codes = [expired.value.code, withdrawn.value.code]
    assert codes == ["invitation-is-expired", "invitation-is-over"]


def test_withdrawing_is_for_those_who_may_invite(world: World) -> None:
    made = invite(world, role="owner", actor=world.olga)
    for actor, error in ((world.adam, Denied), (world.mia, Denied), (world.eve, NotFound)):
        with pytest.raises(error):
            withdraw(actor, made)
    withdraw(world.olga, made)
    with pytest.raises(Conflict):
        withdraw(world.olga, made)
    assert Event.objects.filter(verb="invitation.withdrawn").count() == 1


def test_an_invitation_dies_with_the_right_of_who_sent_it(world: World) -> None:
    made = invite(world)
    Membership.objects.filter(organization=world.ours, user=world.adam).update(role="member")
    with pytest.raises(Denied) as refusal:
        accept(world.nora, made)
    assert refusal.value.code == "inviter-not-entitled"


def test_who_joined_by_other_means_keeps_the_role_they_have(world: World) -> None:
    made = invite(world, "second@people.example", role="admin")
    EmailAddress.objects.create(user=world.mia, email="second@people.example", verified=True)
    with pytest.raises(Conflict) as refusal:
        accept(world.mia, made)
    assert refusal.value.code == "already-a-member"
    assert Membership.objects.get(organization=world.ours, user=world.mia).role == "member"


def test_an_address_invited_by_many_at_once_is_invited_once(committed_world: World) -> None:
    answers = outcomes(race(*[partial(invite, committed_world)] * 6))
    assert answers == [*["already-invited"] * 5, "done"]
    assert Invitation.objects.count() == 1


def test_an_invitation_taken_up_many_times_at_once_makes_one_member(
    committed_world: World,
) -> None:
    made = invite(committed_world)
    answers = outcomes(race(*[partial(accept, committed_world.nora, made)] * 6))
    assert answers == ["done", *["invitation-is-over"] * 5]
    assert Event.objects.filter(verb="member.joined").count() == 1


def test_an_invitation_withdrawn_and_taken_up_at_once_has_one_end(committed_world: World) -> None:
    world = committed_world
    made = invite(world)
    answers = outcomes(race(partial(accept, world.nora, made), partial(withdraw, world.adam, made)))
    assert answers == ["done", "invitation-is-over"]
    made.refresh_from_db()
    assert (made.accepted_at is None) != (made.withdrawn_at is None)


def test_the_link_of_an_invitation_stands_nowhere_in_the_database(world: World) -> None:
    made = invite(world, make_user("Zoe").email)
    accept(User.objects.get(email=made.email), made, link=organizations.invitation_address(made))
    kept = [str(event.data) for event in Event.objects.all()]
    kept += [str(job.args) for job in ProcrastinateJob.objects.all()]
    assert kept and not [text for text in kept if "chi_" in text]


def test_taking_an_invitation_up_reads_its_notification_and_no_other(world: World) -> None:
    made = invite(world)
    organizations.invite(
        actor=world.rui, organization_id=world.theirs.id, email=NORA, role="member", at=NOW
    )
    accept(world.nora, made)
    read = Notification.objects.filter(user=world.nora).values_list("subject", "read_at")
    assert dict(read).pop(made.id) == NOW
    assert [at for subject, at in read if subject != made.id] == [None]
