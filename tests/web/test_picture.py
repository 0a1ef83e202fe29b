"""What the picture tells: the same as the words beside it, and to nobody more than is theirs."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.cache import cache

from changehands.core import transfers
from changehands.core.transfers import Preview, queries, selection
from changehands.core.transfers.outcome import outcome
from changehands.kernel.clock import now
from changehands.models import Invoice, Transfer, User
from changehands.web.picture import Picture, Scene, to_receiver, to_source
from changehands.web.picture.scene import Outcome
from tests.web.browsing import Browser
from tests.world import NOW, World, give, join, make_user, offer, take


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def names(scene: Scene, outcome: Outcome) -> set[str]:
    """Who is named in the group with this outcome."""
    return {one.name for group in scene.groups if group.outcome == outcome for one in group.people}


def numbers(scene: Scene) -> dict[str, int]:
    return {group.outcome.value: group.number for group in scene.groups}


def pictured(page: str) -> str:
    """The drawings of a page."""
    return page.split('<figure class="picture">')[1].split("</figure>")[0]


def consequences(world: World, destination: UUID | None = None) -> Preview:
    keys = [world.hosting.id, world.drive.id]
    return transfers.compute(keys, source=world.ours.id, destination=destination, at=NOW)


def opened(world: World, transfer: Transfer) -> str:
    """The page of an offer as Rui sees it, with his link in hand."""
    rui = Browser(world.rui, world.theirs)
    rui.post("offer-open", transfer.id, code=transfers.address(transfer))
    return rui.get("offer", transfer.id)


def test_whoever_loses_or_comes_along_has_a_line(world: World) -> None:
    preview = consequences(world)
    scene = to_source(preview, [world.drive, world.hosting], "Ours")
    assert names(scene, Outcome.BREAKS) == {person.name for person in preview.losing}
    assert names(scene, Outcome.JOINS) == {"Mia", "Kim", "Xen"}
    assert numbers(scene) == {"breaks": len(preview.losing), "joins": 3}


def test_who_has_rights_with_the_destination_keeps_a_line_that_holds(world: World) -> None:
    join(world.labs, world.xen, "member")
    preview = consequences(world, destination=world.labs.id)
    scene = to_source(preview, [], "Ours", "Labs")
    assert names(scene, Outcome.HOLDS) == {"Adam", "Olga", "Xen"}
    assert names(scene, Outcome.JOINS) == {"Mia", "Kim"}
    assert {"Adam", "Olga"}.isdisjoint(names(scene, Outcome.BREAKS))


def test_teams_and_invoices_stay_in_the_picture_with_their_numbers(world: World) -> None:
    scene = to_source(consequences(world), [], "Ours")
    assert [thing.name for thing in scene.stays] == ["1 work team stays"]


def test_the_receiver_reads_the_number_of_those_who_lose_and_no_name(world: World) -> None:
    preview = consequences(world, destination=world.theirs.id)
    scene = to_receiver(preview, [], "Ours", "Theirs")
    assert names(scene, Outcome.BREAKS) == set()
    assert numbers(scene)["breaks"] == len(preview.losing)
    assert names(scene, Outcome.JOINS) == {"Mia", "Kim", "Xen"}


def test_a_colleague_of_the_receiver_is_no_line_unless_coming_along(world: World) -> None:
    join(world.theirs, world.tom, "admin")
    join(world.theirs, world.xen, "member")
    preview = consequences(world, destination=world.theirs.id)
    scene = to_receiver(preview, [], "Ours", "Theirs")
    assert names(scene, Outcome.HOLDS) == {"Xen"}


def test_the_page_of_an_offer_names_nobody_who_stays_behind(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting, world.drive, at=now())
    page = opened(world, transfer)
    assert "names not shown" in pictured(page) and "Kim" in pictured(page)
    for stranger in ("Tom", "Adam", "tom@people.example", "adam@people.example"):
        assert stranger not in page


def test_the_page_of_an_offer_counts_no_teams_and_invoices_of_the_source(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting, at=now())
    assert "Work teams stay" in pictured(opened(world, transfer))
    assert "1 work team" not in opened(world, transfer)


def test_the_dialog_draws_and_tells_the_same_people(world: World) -> None:
    keys = [world.hosting.id, world.drive.id]
    selection.tick(actor=world.olga, organization_id=world.ours.id, add=keys)
    page = Browser(world.olga, world.ours).post("transfers", conditions="on", status=200)
    people = {person.name for person in consequences(world).people}
    assert people == {"Olga", "Adam", "Mia", "Tom", "Kim", "Xen"}
    words = page.split("</figure>")[1]
    for name in people:
        assert f">{name}<" in pictured(page) and name in words


def test_the_page_of_a_waiting_transfer_shows_the_source_what_will_happen(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting, world.drive, at=now())
    page = Browser(world.olga, world.ours).get("transfer", transfer.id)
    assert "What it will do" in page and "5 lose access" in pictured(page)


def test_the_page_of_a_cancelled_transfer_has_no_picture(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    transfers.cancel(actor=world.olga, transfer_id=transfer.id, at=NOW)
    assert "picture__svg" not in Browser(world.olga, world.ours).get("transfer", transfer.id)


def test_a_drawing_has_a_name_and_a_description(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting, at=now())
    page = Browser(world.olga, world.ours).get("transfer", transfer.id)
    for layout in ("wide", "narrow"):
        assert f'<title id="picture-{layout}-title">1 product goes from Ours to' in page
        assert f'aria-describedby="picture-{layout}-words"' in page


@pytest.fixture
def completed(world: World) -> Transfer:
    """The hosting and the drive went to Theirs an hour later."""
    transfer = offer(world.olga, world.ours, world.hosting, world.drive)
    return take(world.rui, transfer, world.theirs, at=NOW + timedelta(hours=1))


def test_afterwards_the_source_sees_whose_own_rights_ended_and_who_went_along(
    world: World, completed: Transfer
) -> None:
    told = outcome(queries.view(world.olga, completed.id))
    assert {person.name for person in told.ended} == {"Mia"}
    assert {person.name for person in told.along} == {"Mia", "Kim", "Xen"}
    assert (told.teams, told.kinds) == (1, {"web-hosting": 1, "kdrive": 1})


def test_afterwards_the_destination_sees_only_who_came_along(
    world: World, completed: Transfer
) -> None:
    told = outcome(queries.view(world.rui, completed.id))
    assert told.ended == [] and (told.teams, told.invoices) == (0, 0)
    assert {person.name for person in told.along} == {"Mia", "Kim", "Xen"}


def test_what_the_destination_gives_later_is_no_part_of_the_transfer(
    world: World, completed: Transfer
) -> None:
    world.drive.refresh_from_db()
    give(world.drive, world.rita)
    told = outcome(queries.view(world.rui, completed.id))
    assert "Rita" not in {person.name for person in told.along}
    given = {person.name for person in outcome(queries.view(world.olga, completed.id)).people}
    assert "Rita" not in given


def test_invoices_of_later_days_are_not_counted_as_having_stayed(
    world: World, completed: Transfer
) -> None:
    for number, days in (("1", 0), ("2", 30)):
        Invoice.objects.create(
            organization=world.ours,
            product=world.hosting,
            number=number,
            amount=1,
            currency="CHF",
            issued_on=(NOW + timedelta(days=days)).date(),
        )
    assert outcome(queries.view(world.olga, completed.id)).invoices == 1


def test_the_page_of_a_completed_transfer_shows_each_side_its_own_picture(
    world: World, completed: Transfer
) -> None:
    ours = Browser(world.olga, world.ours).get("transfer", completed.id)
    theirs = Browser(world.rui, world.theirs).get("transfer", completed.id)
    assert "1 work team stays" in pictured(ours) and "ended" in pictured(ours)
    assert "1 work team" not in theirs and "ended" not in pictured(theirs)
    assert "3 came along" in pictured(ours) and "3 came along" in pictured(theirs)


def test_names_cannot_bring_markup_into_the_picture(world: World) -> None:
    world.ours.name = "<b>&\"'"
    world.ours.save()
    give(world.hosting, _named(world, "<script>"))
    transfer = offer(world.olga, world.ours, world.hosting, at=now())
    page = Browser(world.olga, world.ours).get("transfer", transfer.id)
    assert "<script>" not in pictured(page) and "<b>" not in page


def _named(world: World, name: str) -> User:
    user = make_user("odd")
    user.name = name
    user.save()
    join(world.ours, user, "member")
    return user


def test_a_drawing_does_not_depend_on_the_numbers_of_the_language(world: World) -> None:
    scene = to_source(consequences(world), [world.drive], "Ours")
    for _layout, drawing in Picture(scene).drawings():
        assert all(isinstance(text.x, int) and isinstance(text.y, int) for text in drawing.texts)
