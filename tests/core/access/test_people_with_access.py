"""Who has access to a product, and why."""

from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.world import World, give, join, make_team, offer, take

from changehands.core.access import queries
from changehands.models import Grant, User


def reasons(world: World, user: User) -> list[tuple[str, str, str]]:
    people = queries.people_with_access(world.drive).rows
    person = next(found for found in people if found.user == user)
    return [(why.via, why.label, why.team.name if why.team else "") for why in person.reasons]


def test_each_person_is_named_once_with_every_reason(world: World) -> None:
    page = queries.people_with_access(world.drive)
    names = [person.user.name for person in page.rows]
    assert names == ["Adam", "Kim", "Mia", "Olga", "Tom", "Xen"] and page.total == 6
    assert reasons(world, world.kim) == [("individual", "Editor", ""), ("team", "Editor", "Web")]
    assert reasons(world, world.adam) == [("role", "Administrator", "")]
    assert [person.user.name for person in page.rows if person.manages] == ["Adam", "Mia", "Olga"]


def test_a_reason_names_what_to_revoke_where_something_was_given(world: World) -> None:
    (kim,) = queries.people_with_access(world.drive, search="kim").rows
    own = Grant.objects.get(product=world.drive, user=world.kim)
    team = Grant.objects.get(product=world.drive, team=world.web)
    assert [reason.grant for reason in kim.reasons] == [own, team]
    (olga,) = queries.people_with_access(world.drive, search="olga@").rows
    assert [reason.grant for reason in olga.reasons] == [None]


def test_two_teams_are_two_reasons(world: World) -> None:
    give(world.drive, make_team(world.ours, "Alpha", world.tom), role="viewer")
    assert reasons(world, world.tom) == [("team", "Viewer", "Alpha"), ("team", "Editor", "Web")]


def test_labels_are_in_the_readers_language_and_unknown_roles_keep_their_code(
    world: World,
) -> None:
    with translation.override("fr"):
        assert queries.role_label("kdrive", "viewer") != "Viewer"
    assert queries.role_label("kdrive", "viewer") == "Viewer"
    assert queries.role_label("kdrive", "gone") == "gone"
    assert queries.role_label("no-kind", "viewer") == "viewer"
    assert [code for code, _ in queries.roles_of("kdrive")] == ["viewer", "editor", "administrator"]
    assert queries.roles_of("no-kind") == []


def test_after_a_transfer_the_list_is_that_of_the_new_holder(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    world.drive.refresh_from_db()
    names = [person.user.name for person in queries.people_with_access(world.drive).rows]
    assert names == ["Kim", "Mia", "Rita", "Rui", "Xen"]
    assert {grant.user for grant in queries.grants_of(world.drive)} == {
        world.kim,
        world.mia,
        world.xen,
    }


def test_the_rights_of_a_team_and_of_a_person_are_listed_by_product(world: World) -> None:
    products = [grant.product.name for grant in queries.team_grants_page(world.web).rows]
    assert products == ["Drive", "Hosting"]
    ask = partial(queries.person_grants_page, world.ours.id, world.mia.id)
    assert [grant.product.name for grant in ask().rows] == ["Drive", "Hosting"]
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    assert queries.team_grants_page(world.web).total == ask().total == 1


def test_many_people_come_in_pages_that_cost_the_same(world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.people_with_access(world.drive)
        return len(captured)

    before = count()
    for number in range(60):
        user = User.objects.create(email=f"p{number:03}@crowd.example", name=f"P{number:03}")
        join(world.ours, user, "member")
        give(world.drive, user)
    assert count() == before == 4
    first = queries.people_with_access(world.drive)
    second = queries.people_with_access(world.drive, after=first.next)
    assert (len(first.rows), len(second.rows), first.total) == (50, 16, 66)
