"""An example of every body and answer, put together from the examples of their members."""

from collections.abc import Mapping
from typing import Any, Final

BY_FORMAT: Final = {"date": "2027-03-01", "date-time": "2026-11-22T12:00:00Z"}
BY_TYPE: Final[dict[str, Any]] = {
    "string": "text",
    "integer": 1,
    "boolean": False,
    "null": None,
    "number": 1,
}
Schemas = Mapping[str, dict[str, Any]]


def add_examples(operation: dict[str, Any], schemas: Schemas) -> None:
    """Give the body and the answer of an operation an example each; a problem has its own."""
    done = [answer for status, answer in operation["responses"].items() if status < "300"]
    carriers = [operation.get("requestBody", {}), *done]
    for carrier in carriers:
        for content in carrier.get("content", {}).values():
            content["example"] = example_of(content["schema"], schemas)


def example_of(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    """An example that the schema allows."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    for known in ("examples", "enum"):
        if schema.get(known):
            return schema[known][0]
    if "const" in schema:
        return schema["const"]
    if "default" in schema:
        return schema["default"]
    for joined in ("anyOf", "allOf", "oneOf"):
        if joined in schema:
            return example_of(schema[joined][0], schemas)
    return _by_type(schema, schemas)


def _by_type(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    match schema.get("type"):
        case "object":
            required = schema.get("required", [])
            members = schema.get("properties", {}).items()
            return {name: example_of(one, schemas) for name, one in members if name in required}
        case "array":
            return [example_of(schema.get("items", {}), schemas)]
        case kind:
            return BY_FORMAT.get(schema.get("format", ""), BY_TYPE.get(str(kind)))
