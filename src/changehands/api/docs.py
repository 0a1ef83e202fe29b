"""The document as a page to read: ours, without a script and without another host."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from changehands.api.openapi import operations


def page(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    """Every operation with its parameters, body and answers, and every schema."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, method, operation in operations(document):
        group = groups.setdefault(operation["tags"][0], [])
        group.append({"path": path, "method": method.upper(), **_described(operation)})
    schemas = [_schema(name, schema) for name, schema in document["components"]["schemas"].items()]
    context = {"info": document["info"], "groups": groups, "schemas": schemas}
    return render(request, "api/docs.html", context)


def _described(operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = [
        {"status": status, "about": answer["description"], "schema": _kind(_content(answer))}
        for status, answer in operation["responses"].items()
    ]
    parameters = [
        {
            "name": one["name"],
            "place": one["in"],
            "kind": _kind(one["schema"]),
            "about": one.get("description", ""),
        }
        for one in operation.get("parameters", [])
    ]
    return {
        "id": operation["operationId"],
        "summary": operation["summary"],
        "about": operation["description"],
        "parameters": parameters,
        "body": _kind(body.get("schema", {})),
        "answers": answers,
    }


def _content(answer: dict[str, Any]) -> dict[str, Any]:
    kinds = list(answer.get("content", {}).values())
    return kinds[0].get("schema", {}) if kinds else {}


def _schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required", [])
    members = [
        {
            "name": key,
            "kind": _kind(value),
            "about": value.get("description", ""),
            "required": key in required,
        }
        for key, value in schema.get("properties", {}).items()
    ]
    return {"name": name, "about": schema.get("description", ""), "members": members}


def _kind(schema: dict[str, Any]) -> str:
    """A type in one line, as `array of Product` or `string or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for joined in ("anyOf", "allOf", "oneOf"):
        if joined in schema:
            return " or ".join(_kind(one) for one in schema[joined])
    if "enum" in schema:
        return " | ".join(f"“{one}”" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"array of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "")
