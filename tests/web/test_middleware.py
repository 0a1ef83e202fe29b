"""What every answer passes through."""

from django.test import Client

from tests.world import World, make_product, offer

ASKED = {"Accept-Encoding": "gzip"}


def test_a_page_goes_compressed(world: World) -> None:
    client = Client(headers=ASKED)
    client.force_login(world.olga)
    for number in range(30):
        make_product(world.ours, "vps", f"Server {number}")
    answer = client.get("/products/")
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]


def test_a_page_that_holds_a_link_does_not(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    client = Client(headers=ASKED)
    client.force_login(world.olga)
    answer = client.get(f"/transfers/{transfer.public_id}/")
    assert b"#cht_" in answer.content
    assert "Content-Encoding" not in answer.headers
