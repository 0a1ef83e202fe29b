"""Work teams: the list, one team, its people and products."""

import pytest

from changehands.models import Grant, Membership, Team, TeamMember
from tests.web.browsing import Browser
from tests.world import World, give, join, make_product, make_team, make_user


def ours(world: World, name: str = "olga") -> Browser:
    return Browser(getattr(world, name), world.ours)


def place(world: World, name: str) -> Membership:
    return Membership.objects.get(organization=world.ours, user=getattr(world, name))


def test_everyone_inside_but_external_users_sees_the_teams(world: World) -> None:
    for name in ("olga", "mia"):
        assert "Web" in ours(world, name).get("teams")
    ours(world, "xen").get("teams", status=403)
    ours(world, "xen").get("team", world.web.id, status=403)


def test_a_stranger_finds_no_team(world: World) -> None:
    assert "No work teams yet" in Browser(world.eve).get("teams")
    Browser(world.eve).get("team", world.web.id, status=404)


def test_the_list_takes_as_many_statements_for_many_teams_as_for_few(world: World) -> None:
    olga = ours(world)
    before = olga.statements("teams")
    for number in range(15):
        make_team(world.ours, f"Team {number}", world.kim)
    assert olga.statements("teams") == before


def test_a_team_is_created(world: World) -> None:
    where = ours(world).post("teams", name="  Design ")
    made = Team.objects.get(name="Design")
    assert where == f"/teams/{made.public_id}/" and made.organization == world.ours


@pytest.mark.parametrize("name", ["", "Web", "see https://evil.example"])
def test_a_wrong_name_is_refused_and_kept(world: World, name: str) -> None:
    page = ours(world).post("teams", name=name, status=422)
    assert ('href="#id_name"' in page and f'value="{name}"' in page) or not name


def test_only_administrators_create_change_and_delete(world: World) -> None:
    mia = ours(world, "mia")
    assert "Create the team" not in mia.get("teams") and "Rename" not in mia.get(
        "team", world.web.id
    )
    mia.post("teams", name="Design", status=403)
    mia.post("team-rename", world.web.id, name="Design", status=403)
    mia.post("team-members", world.web.id, person=place(world, "mia").public_id, status=403)
    mia.post("team-member-removal", world.web.id, place(world, "tom").id, status=403)
    mia.get("team-deletion", world.web.id, status=403)
    mia.post("team-deletion", world.web.id, status=403)


def test_the_page_of_a_team_shows_people_and_products(world: World) -> None:
    page = ours(world).get("team", world.web.id)
    for words in ("tom@people.example", "kim@people.example", "Hosting", "Drive", "Editor"):
        assert words in page


def test_the_products_of_a_team_are_for_its_people_and_administrators(world: World) -> None:
    assert "Hosting" in ours(world, "tom").get("team", world.web.id)
    assert "Hosting" not in ours(world, "mia").get("team", world.web.id)


def test_the_page_takes_as_many_statements_for_many_people_as_for_few(world: World) -> None:
    olga = ours(world)
    before = olga.statements("team", world.web.id)
    for number in range(15):
        person = make_user(f"Person{number}")
        there = join(world.ours, person, "member")
        TeamMember.objects.create(team=world.web, membership=there, organization=world.ours)
        give(make_product(world.ours, "vps", f"Server {number}"), world.web, role="technician")
    assert olga.statements("team", world.web.id) == before


def test_someone_is_put_into_a_team_and_taken_out(world: World) -> None:
    olga, mia = ours(world), place(world, "mia")
    where = olga.post("team-members", world.web.id, person=mia.public_id)
    assert where == f"/teams/{world.web.public_id}/"
    assert TeamMember.objects.filter(team=world.web, membership=mia).exists()
    olga.post("team-member-removal", world.web.id, mia.id)
    assert not TeamMember.objects.filter(team=world.web, membership=mia).exists()


def test_choosing_nobody_or_someone_who_is_in_it_is_refused(world: World) -> None:
    olga = ours(world)
    for person in ("", place(world, "tom").public_id):
        page = olga.post("team-members", world.web.id, person=person, status=422)
        assert 'href="#id_person"' in page


def test_a_team_is_renamed_and_a_taken_name_is_kept_in_the_field(world: World) -> None:
    olga = ours(world)
    make_team(world.ours, "Design")
    page = olga.post("team-rename", world.web.id, name="Design", status=422)
    assert "There is a work team called “Design” already" in page and 'value="Design"' in page
    olga.post("team-rename", world.web.id, name="Web people")
    assert Team.objects.get(id=world.web.id).name == "Web people"


def test_deleting_says_what_ends_then_ends_it(world: World) -> None:
    olga = ours(world)
    assert "rights on products, for everyone in the team" in olga.get("team-deletion", world.web.id)
    assert olga.post("team-deletion", world.web.id) == "/teams/"
    assert not Team.objects.filter(id=world.web.id).exists()
    assert not Grant.objects.filter(team_id=world.web.id).exists()


def test_an_empty_team_says_so(world: World) -> None:
    page = ours(world).get("team", make_team(world.ours, "Design").id)
    assert "Nobody is in it yet" in page and "No product yet" in page


def test_a_stranger_changes_no_team(world: World) -> None:
    eve = Browser(world.eve)
    eve.post("team-rename", world.web.id, name="Mine", status=404)
    eve.post("team-deletion", world.web.id, status=404)
    eve.post("team-members", world.web.id, person=place(world, "mia").public_id, status=404)
    assert Team.objects.get(id=world.web.id).name == "Web"
