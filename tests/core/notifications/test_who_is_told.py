"""Who is told of what, and what each of them may learn by it."""

import json
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from changehands.core import access, organizations, transfers
from changehands.core.notifications.words import sentence
from changehands.models import Membership, Notification, User
from tests.core.transfers.verbs import direct
from tests.world import NOW, World, give, join, link_of, make_team, offer, take


def told(verb: str) -> dict[str, Notification]:
    rows = Notification.objects.filter(verb=verb).select_related("user", "organization")
    return {row.user.name: row for row in rows}


def place(world: World, user: User) -> Any:
    return Membership.objects.get(organization=world.ours, user=user)


def test_the_administrators_of_the_source_are_told_of_a_start(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    found = told("transfer.started")
    assert set(found) == {"Olga", "Adam"}
    assert found["Adam"].subject == transfer.id
    assert sentence(found["Adam"]) == "Olga has started a transfer of ours.example in Ours."


def test_what_one_did_oneself_is_in_the_list_as_read(world: World) -> None:
    offer(world.olga, world.ours, world.domain)
    found = told("transfer.started")
    assert (found["Olga"].read_at, found["Adam"].read_at) == (NOW, None)


def test_a_reception_is_told_to_both_sides_each_in_its_own_words(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain, world.hosting)
    take(world.rui, transfer, world.theirs)
    found = told("transfer.completed")
    assert {name: row.organization.name for name, row in found.items()} == {
        "Olga": "Ours",
        "Adam": "Ours",
        "Rui": "Theirs",
        "Rita": "Theirs",
    }
    assert "went from Ours to Theirs" in sentence(found["Olga"])
    assert sentence(found["Rita"]) == "Theirs has received Hosting and 1 more from Ours."


def test_neither_side_is_told_of_a_person_of_the_other(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    take(world.rui, transfer, world.theirs)
    for row in told("transfer.completed").values():
        for name in ("Olga", "Rui", "people.example"):
            assert name not in json.dumps(row.data) + sentence(row)


def test_who_administers_both_sides_is_told_once_as_the_one_that_has_them_now(
    world: World,
) -> None:
    direct(world, offer(world.olga, world.ours, world.domain), world.olga)
    found = told("transfer.completed")
    assert {name: row.organization.name for name, row in found.items()} == {
        "Olga": "Labs",
        "Adam": "Labs",
    }


def test_a_refusal_names_nobody(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    transfers.decline(actor=world.eve, link=link_of(transfer), at=NOW)
    row = told("transfer.declined")["Olga"]
    assert "Eve" not in json.dumps(row.data) + sentence(row)
    assert "Eve" not in told("transfer.declined")


def test_expiry_and_reminder_are_told_to_the_source(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    transfers.remind(at=transfer.expires_at.replace(minute=0) - (transfer.expires_at - NOW) / 100)
    transfers.expire(at=transfer.expires_at)
    for verb in ("transfer.reminded", "transfer.expired"):
        assert set(told(verb)) == {"Olga", "Adam"}
        assert "ours.example" in sentence(told(verb)["Olga"])


def test_who_loses_access_by_a_transfer_is_told_but_not_where_the_product_went(
    world: World,
) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    take(world.rui, transfer, world.theirs)
    found = told("access.ended")
    assert set(found) == {"Mia", "Tom", "Kim"}
    row = found["Mia"]
    assert row.organization == world.ours
    assert "Hosting" in sentence(row) and "has ended" in sentence(row)
    for word in ("Theirs", "Rui", world.theirs.public_id):
        assert word not in json.dumps(row.data) + sentence(row)


def test_who_comes_along_with_a_drive_is_told_where_it_is_now(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.drive)
    take(world.rui, transfer, world.theirs)
    kept = told("access.kept")
    assert set(kept) == {"Mia", "Xen", "Kim"}
    assert set(told("access.ended")) == {"Tom"}
    assert kept["Xen"].organization == world.theirs
    assert sentence(kept["Xen"]).startswith("Theirs has received Drive.")


def test_who_administers_the_destination_has_lost_nothing(world: World) -> None:
    join(world.theirs, world.mia, "admin")
    transfer = offer(world.olga, world.ours, world.hosting, world.drive)
    take(world.rui, transfer, world.theirs)
    assert "Mia" not in told("access.ended") and "Mia" not in told("access.kept")
    assert told("transfer.completed")["Mia"].organization == world.theirs


def test_who_left_the_source_before_is_told_nothing(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    left = place(world, world.mia).id
    organizations.remove_member(actor=world.olga, membership_id=left, at=NOW)
    take(world.rui, transfer, world.theirs)
    assert "Mia" not in told("access.ended")


def test_several_products_are_told_in_one_notification(world: World) -> None:
    give(world.mailbox, world.mia)
    give(world.domain, world.mia)
    transfer = offer(world.olga, world.ours, world.mailbox, world.domain, world.hosting)
    take(world.rui, transfer, world.theirs)
    assert "Hosting and 2 more" in sentence(told("access.ended")["Mia"])


def test_a_transfer_that_fails_tells_nobody(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    world.hosting.facts = ["locked"]
    world.hosting.save()
    with pytest.raises(transfers.NotMovable):
        take(world.rui, transfer, world.theirs)
    assert not told("transfer.completed") and not told("access.ended")


def test_given_and_taken_access_is_told_to_whom_it_concerns(world: World) -> None:
    facts: dict[str, Any] = {"actor": world.adam, "at": NOW}
    given = access.grant(product_id=world.cloud.id, role="viewer", user_id=world.mia.id, **facts)
    access.revoke(grant_id=given.id, **facts)
    assert set(told("access.granted")) == set(told("access.revoked")) == {"Mia"}
    assert sentence(told("access.revoked")["Mia"]).startswith("Your access to Cloud in Ours")


def test_who_keeps_access_by_other_means_is_not_told_that_it_was_taken(world: World) -> None:
    team_grant = world.drive.grants.get(team=world.web)
    access.revoke(actor=world.adam, grant_id=team_grant.id, at=NOW)
    assert set(told("access.revoked")) == {"Tom"}  # Kim has a right of her own


def test_people_are_told_of_their_role_their_teams_and_their_removal(world: World) -> None:
    facts: dict[str, Any] = {"actor": world.adam, "at": NOW}
    team = make_team(world.ours, "Print", world.mia)
    tom = place(world, world.tom).id
    organizations.add_to_team(team_id=team.id, membership_id=tom, **facts)
    organizations.remove_from_team(team_id=world.web.id, membership_id=tom, **facts)
    organizations.delete_team(team_id=team.id, **facts)
    organizations.change_role(membership_id=tom, role="external", **facts)
    organizations.remove_member(membership_id=tom, **facts)
    assert set(told("team.deleted")) == {"Mia", "Tom"}
    assert "from Collaborator to External user" in sentence(told("member.role-changed")["Tom"])
    for verb in ("team.member-added", "team.member-removed", "member.removed"):
        assert set(told(verb)) == {"Tom"}


@pytest.mark.parametrize(
    ("address", "names"), [("nora@people.example", {"Nora"}), ("new@new.example", set())]
)
def test_an_invitation_is_told_to_whom_the_address_belongs(
    world: World, address: str, names: set[str]
) -> None:
    organizations.invite(
        actor=world.olga, organization_id=world.ours.id, email=address, role="member", at=NOW
    )
    assert set(told("member.invited")) == names


def test_a_mail_of_its_own_goes_to_whose_access_changed_and_to_nobody_else(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    take(world.rui, transfer, world.theirs)
    mailed = Notification.objects.filter(by_mail=True).values_list("user__name", flat=True)
    assert set(mailed) == {"Mia", "Tom", "Kim"}
    assert ProcrastinateJob.objects.filter(task_name="mail_notices").count() == 1
