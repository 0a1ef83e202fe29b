"""The OpenAPI document is complete, true to its examples, and the one that is checked in."""

import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from changehands import api
from changehands.api.openapi import WRITES, operations
from changehands.policy.scopes import Scope

FILE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
EACH = list(operations(api.document()))
NAMES = [operation["operationId"] for _path, _method, operation in EACH]
each_operation = pytest.mark.parametrize(("path", "method", "operation"), EACH, ids=NAMES)


def test_the_document_is_the_one_that_is_checked_in() -> None:
    if os.environ.get("UPDATE_OPENAPI"):
        FILE.write_text(api.document_text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == api.document_text(), "run: changehands openapi"


def test_it_is_served_to_anybody(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")
    assert answer.json() == api.document()


def test_its_page_needs_no_script_and_no_other_host(client: Client, db: None) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert all(f'id="{name}"' in page for name in NAMES)
    content = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<script" not in content and "style=" not in content and 'src="http' not in page


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


@each_operation
def test_an_operation_says_what_it_does_and_what_it_needs(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"] and operation["description"].startswith(operation["summary"])
    (scope,) = operation["security"][0]["token"] or [""]
    assert scope in {*Scope, ""}
    assert all(one.get("description") for one in operation["parameters"] if one["in"] != "path")


@each_operation
def test_an_operation_documents_its_refusals_as_problems(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    refusals = {code: one for code, one in operation["responses"].items() if code >= "400"}
    wanted = {"400", "401", "403", "404", "422", "429"}
    wanted |= {"409", "413", "415"} if method in WRITES else set()
    assert set(refusals) == wanted
    assert all(list(one["content"]) == ["application/problem+json"] for one in refusals.values())


@each_operation
def test_the_examples_of_an_operation_are_what_its_schemas_allow(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    done = [answer for status, answer in operation["responses"].items() if status < "300"]
    carriers = [operation.get("requestBody", {}), *done]
    contents = [one for carrier in carriers for one in carrier.get("content", {}).values()]
    for content in contents:
        whole = {**content["schema"], "components": api.document()["components"]}
        jsonschema_rs.validate(whole, content["example"])


def test_the_example_of_a_problem_is_what_its_schema_allows() -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": api.document()["components"]}
    (example,) = api.document()["components"]["schemas"]["Problem"]["examples"]
    jsonschema_rs.validate(schema, example)
