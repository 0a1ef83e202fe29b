"""What was shown is what happens: where the facts change meanwhile, they are shown and asked anew."""

from changehands.models import Transfer
from tests.cli.remote.conftest import Changing, Program
from tests.world import World, give


def change(program: Program, world: World, ending: str) -> None:
    """Somebody gets a right on the hosting while the question is on the screen."""
    program.reach(Changing(ending, lambda: give(world.hosting, world.xen)))


def test_new_warnings_are_shown_and_asked_about_before_anything_starts(
    olga: Program, world: World
) -> None:
    change(olga, world, "/conditions")
    done = olga("transfers", "start", world.hosting.public_id, given="y\ny\ny\n")
    assert done.exit_code == 0, done.stderr
    before, after = done.stderr.split("changed", 1)
    assert "Xen" not in before and "Xen (xen@people.example): loses access to 1 product" in after
    assert done.stderr.count("Start the transfer with these consequences?") == 2
    assert done.stderr.count("general conditions") == 1
    assert Transfer.objects.count() == 1


def test_a_no_to_the_new_warnings_starts_nothing(olga: Program, world: World) -> None:
    change(olga, world, "/conditions")
    done = olga("transfers", "start", world.hosting.public_id, given="y\ny\nn\n")
    assert done.exit_code == 1 and done.stderr.endswith("Nothing was done.\n")
    assert not Transfer.objects.exists()


def test_a_yes_in_advance_is_no_yes_to_what_has_changed(olga: Program, world: World) -> None:
    change(olga, world, "/conditions")
    done = olga("transfers", "start", world.hosting.public_id, "--yes")
    assert done.exit_code == 1 and "changed" in done.stderr
    assert not Transfer.objects.exists()
    change(olga, world, "/no-address")
    assert olga("transfers", "start", world.hosting.public_id, "--yes").exit_code == 0


def test_an_offer_that_changed_is_shown_and_asked_about_before_it_is_received(
    olga: Program, rui: Program, world: World
) -> None:
    def renewed() -> None:
        type(world.hosting).objects.filter(id=world.hosting.id).update(price=9900)

    link = olga.json("transfers", "start", world.hosting.public_id, "--yes")["link"]
    for given, status in (("y\nn\n", 1), ("y\ny\n", 0)):
        type(world.hosting).objects.filter(id=world.hosting.id).update(price=1200)
        rui.reach(Changing("/reception", renewed))
        done = rui("transfers", "receive", link, given=given)
        assert done.exit_code == status, done.stderr
        assert "CHF 12.00" in done.stderr and "CHF 99.00" in done.stderr
        assert "Receive the products as they are now?" in done.stderr


def test_watching_ends_with_the_transfer(olga: Program, world: World) -> None:
    offer = olga.json("transfers", "start", world.hosting.public_id, "--yes")["id"]
    looks = ["--every", "0.2", "--at-most", "0.1"]
    assert olga("transfers", "watch", offer, *looks).exit_code == 1
    olga.reach(Changing(f"/{offer}", lambda: olga("transfers", "cancel", offer)))
    done = olga("transfers", "watch", offer, "--every", "0.2")
    assert done.exit_code == 1 and "cancelled" in done.stdout
