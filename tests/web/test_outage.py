"""What people and programs get while the database cannot serve."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import InternalError, OperationalError, connection
from django.test import Client
from psycopg.errors import ReadOnlySqlTransaction

from changehands.core.tokens.secret import new_secret
from tests.world import World

QUESTION = {
    "subject": {"type": "user", "id": "x"},
    "action": {"name": "product.use"},
    "resource": {"type": "product", "id": "x"},
}


def away() -> Exception:
    return OperationalError("the connection is lost")


def read_only() -> Exception:
    error = InternalError("cannot execute UPDATE in a read-only transaction")
    error.__cause__ = ReadOnlySqlTransaction()
    return error


@contextmanager
def outage(error: Exception) -> Iterator[None]:
    def refuse(*_arguments: Any) -> Any:
        raise error

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def client(world: World) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.olga)
    return client


@pytest.mark.parametrize("error", [away(), read_only()], ids=["away", "read-only"])
def test_a_page_says_so_in_style_and_when_to_come_back(client: Client, error: Exception) -> None:
    with outage(error):
        answer = client.get("/products/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Not available at the moment" in answer.content.decode()
    assert "manager.css" in answer.content.decode()


def test_the_page_speaks_the_language_of_the_browser(client: Client) -> None:
    with outage(away()):
        answer = client.get("/products/", headers={"Accept-Language": "de"})
    assert "Zurzeit nicht verfügbar" in answer.content.decode()


@pytest.mark.parametrize("error", [away(), read_only()], ids=["away", "read-only"])
def test_the_api_answers_with_a_problem(client: Client, error: Exception) -> None:
    headers = {"Authorization": f"Bearer {new_secret()}"}
    with outage(error):
        answer = client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "unavailable"


def test_an_access_question_gets_no_page(client: Client) -> None:
    headers = {"Authorization": f"Bearer {new_secret()}"}
    with outage(away()):
        answer = client.post(
            "/access/v1/evaluation", QUESTION, content_type="application/json", headers=headers
        )
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"].startswith("text/plain")


def test_another_fault_is_still_a_fault(client: Client) -> None:
    with outage(ZeroDivisionError()):
        assert client.get("/products/").status_code == 500
