"""Batches of the platform's operator."""

from typing import Any, get_args

import pytest

from changehands.api.shapes.platform import Settable, Unsettable
from changehands.core import platform
from changehands.models import Event, Fact, IdempotencyKey, Organization, Product, User
from tests.api.calling import Api, api_of
from tests.core.platform.batches import FIRM, OPEN, SHOP
from tests.core.platform.batches import operator as make_operator
from tests.world import World, offer

FREE = {"new": 1, "changed": 0, "unchanged": 0}


@pytest.fixture
def operator(world: World) -> Api:
    """A program of an operator who is in no Organization."""
    return api_of(make_operator(world), None, "platform:write")


def write(api: Api, path: str, *rows: dict[str, Any], key: str = "") -> Any:
    return api.post(f"/platform/{path}", {"rows": rows}, key=key)


def refused(api: Api, path: str, body: Any) -> dict[str, Any]:
    answer = api.post(f"/platform/{path}", body)
    assert answer.status_code == 422, answer.content
    return answer.json()  # type: ignore[attr-defined, no-any-return]


def test_an_operator_brings_in_a_customer(world: World, operator: Api) -> None:
    for path, row in (("people", OPEN), ("organizations", FIRM), ("products", SHOP)):
        answer = write(operator, path, row)
        assert (answer.status_code, answer.json()) == (200, FREE), path
    ann = api_of(User.objects.get(external_id="ann"), Organization.objects.get(external_id="firm"))
    listed = ann.get(f"/organizations/{Organization.objects.get(name='Firm').public_id}/products")
    assert [one["name"] for one in listed.json()["items"]] == ["shop.example"]  # type: ignore[attr-defined]


def test_the_same_batch_twice_changes_nothing(world: World, operator: Api) -> None:
    write(operator, "people", OPEN)
    assert write(operator, "people", OPEN).json() == {"new": 0, "changed": 0, "unchanged": 1}
    write(operator, "people", {**OPEN, "id": "b", "email": "b@people.example"}, key="k")
    again = write(operator, "people", {**OPEN, "id": "b", "email": "b@people.example"}, key="k")
    assert (again["Idempotency-Replayed"], again.json()) == ("true", FREE)
    assert IdempotencyKey.objects.count() == 1


def test_one_wrong_row_is_pointed_at_and_nothing_is_changed(world: World, operator: Api) -> None:
    rows = [{"id": f"p{n}", "email": f"p{n}@people.example"} for n in range(20)]
    rows[17]["email"] = "nobody"
    problem = refused(operator, "people", {"rows": rows})
    (error,) = problem["errors"]
    assert (problem["code"], error["pointer"], error["code"]) == (
        "rows-refused",
        "/rows/17/email",
        "person-email-refused",
    )
    assert error["detail"].startswith('"nobody" is not an e-mail address. Write one such as')
    assert not User.objects.filter(external_id__startswith="p").exists()


def test_every_problem_of_a_batch_is_named(world: World, operator: Api) -> None:
    rows = [{**SHOP, "kind": "shop"}, {"id": "x"}, SHOP]
    pointers = [one["pointer"] for one in refused(operator, "products", {"rows": rows})["errors"]]
    assert {"/rows/0/kind", "/rows/1/kind", "/rows/1/name", "/rows/2/holder"} <= set(pointers)


def test_a_batch_has_one_to_a_thousand_rows(world: World, operator: Api) -> None:
    rows = [{"id": f"p{n}", "email": f"p{n}@people.example"} for n in range(1001)]
    for wrong in (rows, []):
        problem = refused(operator, "people", {"rows": wrong})
        assert (problem["code"], problem["pointer"]) == ("input-invalid", "/rows")
    names = [f"d{n}" for n in range(1001)]
    assert refused(operator, "retirements", {"products": names})["pointer"] == "/products"
    facts = [{"product": name} for name in names]
    assert refused(operator, "product-facts", {"rows": facts})["pointer"] == "/rows"
    assert write(operator, "people", *rows[:1000]).json() == {**FREE, "new": 1000}


def test_facts_are_set_and_unset(world: World, operator: Api) -> None:
    row = {"product": world.domain.public_id, "set": ["locked"], "unset": ["unpaid"]}
    assert write(operator, "product-facts", row).json() == {"changed": 1}
    assert write(operator, "product-facts", row).json() == {"changed": 0}
    assert Product.objects.get(id=world.domain.id).facts == ["locked"]
    wrong = {"rows": [{**row, "product": "nothing"}]}
    (error,) = refused(operator, "product-facts", wrong)["errors"]
    assert (error["pointer"], error["code"]) == ("/rows/0/product", "product-not-found")


def test_retired_products_are_no_longer_on_offer(world: World, operator: Api) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    body = {"products": [world.domain.public_id]}
    answer = operator.post("/platform/retirements", body)
    told = {"retired": 1, "voided_transfers": [transfer.public_id]}
    assert answer.json() == told  # type: ignore[attr-defined]
    shown = api_of(world.olga, world.ours).get(f"/transfers/{transfer.public_id}").json()  # type: ignore[attr-defined]
    assert shown["state"] == "void"
    again = operator.post("/platform/retirements", body)
    assert again.json() == {"retired": 0, "voided_transfers": []}  # type: ignore[attr-defined]


CALLS = [
    ("people", {"rows": [OPEN]}),
    ("product-facts", {"rows": [{"product": "x", "set": ["busy"]}]}),
    ("retirements", {"products": ["x"]}),
]


@pytest.mark.parametrize(("path", "body"), CALLS)
def test_no_other_token_may(world: World, path: str, body: Any) -> None:
    nora = make_operator(world)
    User.objects.filter(id=world.olga.id).update(is_operator=True)
    lesser = api_of(nora, None, "platform:read", "products:read")
    bound = api_of(world.olga, world.ours, "platform:write")
    for api, code in ((lesser, "scope-missing"), (bound, "not-an-operator")):
        answer = api.post(f"/platform/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, code)  # type: ignore[attr-defined]
    User.objects.filter(id=nora.id).update(is_operator=False)
    former = api_of(nora, None, "platform:write")
    assert former.post(f"/platform/{path}", body).status_code == 401
    assert not Event.objects.filter(actor=nora).exists()


def test_the_facts_of_the_document_are_those_of_the_core() -> None:
    assert set(get_args(Unsettable)) == set(Fact.values)
    assert set(get_args(Settable)) == set(Fact.values) - platform.facts.BY_RETIRING
