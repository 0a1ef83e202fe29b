"""The list of products, the page of one, and rights on it."""

from datetime import date, timedelta
from typing import Any

import pytest

from changehands.models import Fact, Grant, Invoice, Product, SelectedProduct
from tests.web.browsing import Browser
from tests.world import NOW, World, give, make_product, make_user, offer, take
from tests.world import join as join_organization


def ours(world: World, name: str = "olga") -> Browser:
    return Browser(getattr(world, name), world.ours)


def test_an_administrator_sees_every_product_of_the_organization(world: World) -> None:
    page = ours(world).get("products")
    for product in Product.objects.filter(holder=world.ours):
        assert f"/products/{product.public_id}/" in page


def test_a_collaborator_sees_only_what_they_have_a_right_on(world: World) -> None:
    page = ours(world, "mia").get("products")
    assert "Hosting" in page and "Drive" in page
    assert "Cloud" not in page and "ours.example<" not in page
    assert "data-select-row" not in page


def test_what_serves_a_visible_product_stays_unnamed_where_one_has_no_right(world: World) -> None:
    assert "served by ours.example" in ours(world).get("products")
    mia = ours(world, "mia")
    assert "ours.example<" not in mia.get("products").replace("@ours.example", "")
    assert "Served by" not in mia.get("product", world.hosting.id)


def test_a_part_does_not_name_its_whole_to_who_has_no_right_on_that(world: World) -> None:
    give(world.database, world.mia, role="viewer")
    mia = ours(world, "mia")
    assert "Cloud" not in mia.get("products")
    assert "part of Cloud" in ours(world).get("products")
    assert ">Cloud<" not in mia.get("product", world.database.id)


def test_a_stranger_finds_none_of_them(world: World) -> None:
    eve = Browser(world.eve)
    assert "Hosting" not in eve.get("products")
    assert "No products yet" in eve.get("products")
    eve.get("product", world.hosting.id, status=404)


def test_a_collaborator_without_any_right_is_told_how_they_get_one(world: World) -> None:
    Grant.objects.all().delete()
    assert "No products for you yet" in ours(world, "mia").get("products")


def test_who_is_in_no_organization_is_led_to_making_one(world: World) -> None:
    answer: Any = Browser(world.nora).client.get("/products/")
    assert (answer.status_code, answer.url) == (302, "/organizations/new")


def test_who_is_signed_out_comes_back_after_login(world: World) -> None:
    answer: Any = Browser().client.get(f"/products/{world.drive.public_id}/")
    assert answer.url == f"/accounts/login/?next=/products/{world.drive.public_id}/"


def test_search_kind_and_state_narrow_the_list(world: World) -> None:
    olga = ours(world)
    assert world.drive.public_id not in olga.get("products", search="host")
    assert world.hosting.public_id not in olga.get("products", kind="kdrive")
    assert world.hosting.public_id not in olga.get("products", state="locked")
    assert world.locked.public_id in olga.get("products", search="lock", kind="vps", state="locked")
    assert "No product matches" in olga.get("products", search="nothing of the kind")


def test_a_state_in_words_stands_at_every_product(world: World) -> None:
    soon, past = NOW.date() + timedelta(days=9), date(2026, 1, 1)
    make_product(world.ours, "vps", "Soon", expires_on=soon)
    make_product(world.ours, "vps", "Past", expires_on=past, facts=["trial"])
    offer(world.olga, world.ours, world.domain, at=NOW)
    page = ours(world).get("products")
    for words in ("Locked", "Expires soon", "Expired, can be renewed", "Trial", "In use"):
        assert words in page
    assert "Waits to be received" in page.split("<tbody>")[1]


def test_a_list_of_many_goes_on_on_the_next_page(world: World) -> None:
    for number in range(60):
        make_product(world.ours, "vps", f"Server {number:03}")
    page = ours(world).get("products", search="Server")
    assert "Server 049" in page and "Server 050" not in page
    assert "60 products" in page
    cursor = page.split("after=")[1].split('"')[0]
    assert "Server 059" in ours(world).get("products", search="Server", after=cursor)


def test_the_list_takes_as_many_statements_for_many_products_as_for_few(world: World) -> None:
    olga, mia = ours(world), ours(world, "mia")
    before = olga.statements("products"), mia.statements("products")
    for number in range(30):
        give(make_product(world.ours, "vps", f"Server {number}"), world.mia, role="technician")
    assert (olga.statements("products"), mia.statements("products")) == before


def test_ticked_products_wait_on_the_page_where_they_are_handed_over(world: World) -> None:
    olga = ours(world)
    where = olga.post("transfer-tick", page="transfer", product=world.drive.public_id)
    assert where == "/transfers/new/"
    page = olga.get("products")
    assert '<span data-selection-count="products">1</span> chosen' in page


def test_what_is_unticked_or_cleared_on_the_list_is_no_longer_chosen(world: World) -> None:
    olga, keys = ours(world), [world.drive.public_id, world.hosting.public_id]
    olga.post("transfer-tick", page="transfer", product=keys)
    assert olga.post("transfer-tick", page="products", shown=keys, product=keys[:1]) == "/products/"
    assert SelectedProduct.objects.get().product == world.drive
    olga.post("transfer-tick", page="products", what="clear")
    assert not SelectedProduct.objects.exists()


def test_what_cannot_be_handed_over_cannot_be_ticked_and_says_why(world: World) -> None:
    page = ours(world).get("products", search="Personal")
    assert "disabled" in page and "belongs to one person" in page


def test_an_unknown_state_and_a_foreign_cursor_are_refused(world: World) -> None:
    ours(world).get("products", state="none", status=422)
    ours(world).get("products", after="none", status=422)


def test_the_page_of_a_product_says_who_has_access_and_why(world: World) -> None:
    page = ours(world).get("product", world.drive.id)
    assert "by role: Legal representative" in page
    assert "through team Web" in page and "individually: Editor" in page
    assert "individually: Viewer" in page


@pytest.mark.parametrize("name", ["olga", "adam", "mia", "tom"])
def test_everyone_with_a_right_opens_the_page(world: World, name: str) -> None:
    assert "People with access" in ours(world, name).get("product", world.drive.id)


def test_an_external_user_sees_their_own_access_and_nobody_else(world: World) -> None:
    page = ours(world, "xen").get("product", world.drive.id)
    assert "Your access" in page and "individually: Viewer" in page
    assert "mia@people.example" not in page and "Who has held it" not in page


def test_a_collaborator_without_a_right_gets_the_answer_of_a_stranger(world: World) -> None:
    ours(world, "tom").get("product", world.domain.id, status=404)


def test_only_administrators_see_invoices_and_the_menu(world: World) -> None:
    Invoice.objects.create(
        organization=world.ours,
        product=world.drive,
        number="R-1",
        amount=12345,
        currency="CHF",
        issued_on=NOW.date(),
    )
    assert "CHF\xa0123.45" in ours(world).get("product", world.drive.id)
    mia = ours(world, "mia").get("product", world.drive.id)
    assert "R-1" not in mia and "Hand over to another" not in mia


def test_the_manage_menu_chooses_this_product_and_leads_to_handing_over(world: World) -> None:
    olga = ours(world)
    assert "Hand over to another Organization" in olga.get("product", world.drive.id)
    assert olga.post("transfer-tick", product=world.drive.public_id) == "/transfers/new/"
    assert SelectedProduct.objects.get().product == world.drive


def test_a_kind_without_a_manage_menu_has_none(world: World) -> None:
    brand = make_product(world.ours, "custom-brand", "Brand")
    assert "Hand over to another" not in ours(world).get("product", brand.id)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("personal", "belongs to one person"),
        ("locked", "Ask support to unlock it"),
        ("database", "It goes with the product it is part of"),
        ("jelastic", "/guides/jelastic-transfer/"),
    ],
)
def test_what_cannot_be_handed_over_says_why_and_has_no_menu(
    world: World, name: str, words: str
) -> None:
    page = ours(world).get("product", getattr(world, name).id)
    assert words in page and "Hand over to another" not in page


def test_a_product_that_waits_leads_to_its_transfer(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.drive)
    assert f"/transfers/{transfer.public_id}/" in ours(world).get("product", world.drive.id)
    mia = ours(world, "mia").get("product", world.drive.id)
    assert "Until then nothing changes" in mia and transfer.public_id not in mia


def test_the_chain_of_holders_names_the_one_before(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.domain), world.theirs)
    page = Browser(world.rui, world.theirs).get("product", world.domain.id)
    assert "Who has held it" in page and "Ours" in page
    ours(world).get("product", world.domain.id, status=404)


def test_a_product_of_another_own_organization_offers_to_work_there(world: World) -> None:
    page = Browser(world.olga, world.labs).get("product", world.drive.id)
    assert "This product belongs to Ours" in page and "Hand over to another" not in page


def test_the_page_takes_as_many_statements_for_many_people_as_for_few(world: World) -> None:
    olga = ours(world)
    before = olga.statements("product", world.drive.id)
    for number in range(30):
        person = make_user(f"Person{number}")
        join_organization(world.ours, person, "member")
        give(world.drive, person)
    assert olga.statements("product", world.drive.id) == before


def test_a_person_is_given_a_right(world: World) -> None:
    where = ours(world).post(
        "product-grants", world.domain.id, subject=world.tom.public_id, role="technician"
    )
    assert where == f"/products/{world.domain.public_id}/"
    given = Grant.objects.get(product=world.domain)
    assert (given.user, given.role, given.manages) == (world.tom, "technician", False)


def test_a_team_is_given_a_right_by_a_collaborator_who_manages_the_product(world: World) -> None:
    ours(world, "mia").post(
        "product-grants", world.hosting.id, subject=world.web.public_id, role="developer", manages=1
    )
    assert Grant.objects.get(product=world.hosting, team=world.web).manages


def test_a_wrong_right_is_refused_at_its_field_and_what_was_typed_is_kept(world: World) -> None:
    page = ours(world).post(
        "product-grants", world.domain.id, role="technician", manages="on", status=422
    )
    assert 'href="#id_subject"' in page
    assert '<option value="technician" selected>' in page and "checked" in page


@pytest.mark.parametrize(("name", "status"), [("tom", 403), ("xen", 403), ("eve", 404)])
def test_nobody_else_gives_rights(world: World, name: str, status: int) -> None:
    subject = world.mia.public_id
    someone = Browser(getattr(world, name))
    someone.post("product-grants", world.drive.id, subject=subject, role="viewer", status=status)


def test_a_right_is_taken_away(world: World) -> None:
    right = Grant.objects.get(product=world.drive, user=world.kim)
    where = ours(world).post("grant-revocation", right.id, product=world.drive.public_id)
    assert where == f"/products/{world.drive.public_id}/"
    assert not Grant.objects.filter(id=right.id).exists()


def test_who_takes_their_own_right_away_comes_back_to_the_list(world: World) -> None:
    right = Grant.objects.get(product=world.hosting, user=world.mia)
    mia = ours(world, "mia")
    assert mia.post("grant-revocation", right.id, product=world.hosting.public_id) == "/products/"


def test_a_stranger_takes_no_right_away(world: World) -> None:
    right = Grant.objects.get(product=world.drive, user=world.kim)
    Browser(world.eve).post("grant-revocation", right.id, product=world.drive.public_id, status=404)
    assert Grant.objects.filter(id=right.id).exists()


def test_every_fact_has_words(world: World) -> None:
    page = ours(world).get("products")
    assert all(str(fact.label) in page for fact in Fact)
