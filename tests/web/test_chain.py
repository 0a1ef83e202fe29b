"""The chain of holders on a product's page."""

from datetime import timedelta

from changehands.models import Product
from tests.web.browsing import Browser
from tests.world import NOW, World, make_product, offer, take


def handed_on(world: World, times: int) -> Product:
    """A product that had so many holders in turn; Theirs holds it in the end."""
    sides = [(world.rui, world.theirs), (world.eve, world.elsewhere)]
    product = make_product(sides[(times - 1) % 2][1], "domain", "wanderer.example")
    for left in reversed(range(times - 1)):
        (giver, source), (taker, destination) = sides[(left + 1) % 2], sides[left % 2]
        at = NOW + timedelta(hours=times - left)
        take(taker, offer(giver, source, product, at=at), destination, at=at)
        product.refresh_from_db()
    return product


def chain(world: World, product: Product) -> str:
    """The chain as Rui sees it."""
    page = Browser(world.rui, world.theirs).get("product", product.id)
    return page.split('<div class="chain">')[1].split("</section>")[0]


def test_the_present_holder_stands_first_and_is_marked_as_the_present_one(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs)
    shown = chain(world, world.domain)
    assert shown.count('aria-current="true"') == 1
    assert shown.index("Theirs") < shown.index("Ours")
    assert "holds it since" in shown and "by a transfer" in shown


def test_a_holder_further_away_is_another_organization(world: World) -> None:
    world.elsewhere.name = "Faraway"
    world.elsewhere.save()
    first = make_product(world.elsewhere, "domain", "far.example")
    take(world.olga, offer(world.eve, world.elsewhere, first), world.ours)
    first.refresh_from_db()
    take(world.rui, offer(world.olga, world.ours, first), world.theirs)
    shown = chain(world, first)
    assert "Another Organization" in shown and "Faraway" not in shown


def test_a_short_chain_is_shown_whole(world: World) -> None:
    shown = chain(world, handed_on(world, 7))
    assert shown.count("chain__held") - shown.count("chain__held--") == 7
    assert "<details" not in shown


def test_a_chain_of_thirty_shows_both_ends_and_opens_what_lies_between(world: World) -> None:
    shown = chain(world, handed_on(world, 30))
    assert shown.count('class="chain__mark"') == 30
    assert "and 24 more in between" in shown
    before, between = shown.split("<details")
    after = between.split("</details>")[1]
    assert before.count('class="chain__mark"') == 5
    assert after.count('class="chain__mark"') == 1
