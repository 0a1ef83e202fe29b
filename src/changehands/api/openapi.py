"""The OpenAPI document: what the framework makes of the operations, finished by our conventions."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from changehands.api import headers
from changehands.api.examples import add_examples
from changehands.api.problems import MEDIA_TYPE
from changehands.policy.scopes import Scope

ABOUT: Final = """\
What a person can do in the Manager, a program can do.

**Tokens.** Send `Authorization: Bearer chp_…`. A token acts with the role that its person has at
the moment of the call, narrowed by its scopes, in the one Organization that it is bound to:
whatever belongs to another is answered 404. A session cookie is not accepted.

**Identifiers** are typed: `org_…`, `prd_…`, `trf_…`. **Money** is an integer in minor units with a
currency. **Times** are UTC, as `2026-11-22T12:00:00Z`.

**Lists** come in pages: `items`, and `next`, which goes into `cursor` for the next page.

They are sorted as each says; some take `sort`, where a leading `-` turns the order around.

**Limits.** A token may make a number of calls a minute: `RateLimit` says how many are left and for
how many seconds, `RateLimit-Policy` how many there are. Past them, 429 with `Retry-After`.

**Asking again.** Answers to GET carry an `ETag`; with it in `If-None-Match`, 304 says that nothing
has changed.

**Repeating.** Send an `Idempotency-Key` with every write: the same request with the same key has
one effect within 24 hours, and its answer is given again. A refusal does not use the key up.

**Refusals** are `application/problem+json` (RFC 9457) with a stable `code`, a sentence that says
what to do, and, where one is wrong, the JSON pointer of the member or the name of the parameter.

**`actions`** in an object says what this token may do with it now.
"""
WRITES: Final = frozenset({"post", "put", "patch", "delete"})
OFTEN: Final = {
    400: "The request could not be read.",
    401: "There is no token, or it counts no more.",
    403: "The token has not the scope, or its person has not the role.",
    404: "There is no such thing, or it is not yours.",
    422: "The input is wrong; `pointer` or `parameter` says where.",
    429: "Too many; `Retry-After` says when to try again.",
}
WHEN_WRITING: Final = {
    409: "The facts do not allow it now.",
    413: "The body is too large.",
    415: "The body is not application/json.",
}
UNCOUNTED: Final = frozenset({"400", "401"})  # refused before a token is known
KEY_PARAMETER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of your own: the same request with the same key has one effect.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "example": "6f1f7d4e-2f4b-4a6c-9a7e-0c8f3b1f5a11",
}
PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "Why a request was refused, and what to do (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": False,
    "examples": [
        {
            "type": "urn:changehands:problem:days-out-of-range",
            "title": "Unprocessable Entity",
            "status": 422,
            "detail": "Choose between 1 and 90 days.",
            "code": "days-out-of-range",
            "pointer": "/expires_in",
        }
    ],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "code": {"type": "string", "description": "Stable, for programs."},
        "pointer": {"type": "string", "description": "JSON pointer into the body."},
        "parameter": {"type": "string", "description": "Name of the parameter."},
        "retry_after": {"type": "integer", "description": "Seconds, as Retry-After."},
        "errors": {
            "type": "array",
            "description": "Every wrong place, where there are several.",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "additionalProperties": False,
            },
        },
        "preview": {
            "description": "What will happen now: read it, and send its digest.",
            "anyOf": [
                {"$ref": "#/components/schemas/Preview"},
                {"$ref": "#/components/schemas/OfferPreview"},
            ],
        },
        "blockers": {
            "type": "array",
            "description": "The products that stand in the way.",
            "items": {"$ref": "#/components/schemas/Blocker"},
        },
    },
}


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """The framework's document with problems, idempotency keys, scopes and an order."""
    schemas = document["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for _path, method, operation in operations(document):
        _document_problems(operation, method)
        _document_scope(operation)
        _document_headers(operation, method)
        if method in WRITES and operation.pop("x-repeatable", False):
            operation.setdefault("parameters", []).append(KEY_PARAMETER)
            operation["responses"] = dict(sorted(operation["responses"].items()))
        add_examples(operation, schemas)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    document["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": _scopes()}
    }
    document["servers"] = [{"url": "/"}]
    document["paths"] = dict(sorted(document["paths"].items()))
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _document_problems(operation: dict[str, Any], method: str) -> None:
    known = OFTEN | (WHEN_WRITING if method in WRITES else {})
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, about in known.items():
        answer: dict[str, Any] = {"description": about, "content": content}
        if status == 429:
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
        if status == 401:
            answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
        operation["responses"][str(status)] = answer
    operation["responses"] = dict(sorted(operation["responses"].items()))
    for status, answer in operation["responses"].items():
        answer.setdefault("description", HTTPStatus(int(status)).phrase)


def _document_headers(operation: dict[str, Any], method: str) -> None:
    if method == "get":
        operation.setdefault("parameters", []).append(headers.IF_NONE_MATCH)
        operation["responses"]["200"].setdefault("headers", {})["ETag"] = headers.ETAG
        operation["responses"]["304"] = {"description": "The answer is still the same."}
        operation["responses"] = dict(sorted(operation["responses"].items()))
    for status, answer in operation["responses"].items():
        if status not in UNCOUNTED:
            answer.setdefault("headers", {}).update(headers.SCHEMAS)


def _document_scope(operation: dict[str, Any]) -> None:
    scope = operation.pop("x-scope", "")
    operation["security"] = [{"token": [scope] if scope else []}]
    needs = f"Needs the scope `{scope}`." if scope else "Any token may ask this."
    operation["description"] = f"{operation['description']}\n\n{needs}"


def _scopes() -> str:
    return "A token with the scope that the operation names: " + ", ".join(
        f"`{scope}`" for scope in Scope
    )
