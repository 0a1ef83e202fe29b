"""The client's shapes agree with the document of the API."""

import inspect
import json
from pathlib import Path

import pytest

from changehands.client import shapes
from changehands.client.shapes import Shape, access

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
OURS = {
    name: found
    for name, found in inspect.getmembers(shapes, inspect.isclass)
    if issubclass(found, Shape) and found is not Shape and found.__module__ != access.__name__
}  # access questions have a document of their own, which is the standard's


@pytest.mark.parametrize("name", OURS)
def test_a_shape_has_only_members_that_the_api_always_sends(name: str) -> None:
    schemas = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    members = set(OURS[name].model_fields)
    assert members and members <= set(schemas[name]["required"])
