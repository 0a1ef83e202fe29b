"""The application: every operation, its refusals, its document, and nothing else under /api/v1/."""

import json
from functools import cache
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from changehands.api import docs, openapi, problems
from changehands.api.authentication import WrongToken
from changehands.api.routes import (
    offers,
    organizations,
    people,
    platform,
    products,
    records,
    teams,
    tokens,
    transfers,
    webhooks,
)
from changehands.api.routing import response_to
from changehands.core.tokens.repeating import Answered, answer_to
from changehands.kernel.clock import now
from changehands.kernel.errors import ChangehandsError

HOME: Final = "/api/v1"
RESOURCES: Final = (
    organizations,
    products,
    transfers,
    offers,
    people,
    teams,
    tokens,
    webhooks,
    records,
    platform,
)


class StrictParser(Parser):
    """JSON as its standard has it: no name twice in an object, no NaN."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body; whatever is raised here becomes a 400."""
        return json.loads(
            request.body,
            object_pairs_hook=_without_repetition,
            parse_constant=_refused,
            parse_float=_number,
        )


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _number(text: str) -> int | float:
    """84.0 is an integer to JSON Schema."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _application() -> NinjaAPI:
    api = NinjaAPI(
        title="Changehands",
        version="1",
        description=openapi.ABOUT,
        openapi_url=None,
        docs_url=None,
        parser=StrictParser(),
        urls_namespace="api",
    )
    for module in RESOURCES:
        api.add_router("", module.resource)
    api.add_exception_handler(ChangehandsError, _refusal)
    api.add_exception_handler(Answered, _answered)
    api.add_exception_handler(WrongToken, _wrong_token)
    api.add_exception_handler(AuthenticationError, lambda _request, _error: problems.plain(401))
    api.add_exception_handler(ValidationError, _wrong_input)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: problems.plain(413))
    api.add_exception_handler(RawPostDataException, lambda _request, _error: problems.plain(415))
    api.add_exception_handler(RecursionError, lambda _request, _error: problems.plain(400))
    return api


def _refusal(request: HttpRequest, error: Any) -> HttpResponse:
    """A refusal, unless the same request was dealt with while this one was looking."""
    claim = getattr(request, "claim", None)
    if claim is not None and (answer := _quietly(claim)):
        return _answered(request, Answered(answer))
    return problems.refusal(request, error)


def _quietly(claim: Any) -> Any:
    try:
        return answer_to(claim, at=now())
    except ChangehandsError:
        return None


def _answered(_request: HttpRequest, error: Any) -> HttpResponse:
    response = response_to(error.answer)
    response["Idempotency-Replayed"] = "true"
    return response


def _wrong_token(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problems.problem(401, "token-invalid", problems.wrong_token())


def _wrong_input(_request: HttpRequest, error: Any) -> HttpResponse:
    return problems.wrong_input(error.errors)


def _http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    return problems.plain(error.status_code)


application: Final = _application()


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, as it is served and as it is checked in."""
    raw = application.get_openapi_schema(path_prefix=HOME.strip("/") + "/")
    return openapi.finished(json.loads(json.dumps(raw, default=str)))


def document_text() -> str:
    """The document as it is checked in under docs/reference/."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def _document(request: HttpRequest) -> HttpResponse:
    if request.method != "GET":
        return _only_get()
    body = json.dumps(document(), ensure_ascii=False)
    return HttpResponse(body, content_type="application/json")


def _pages(request: HttpRequest) -> HttpResponse:
    return docs.page(request, document()) if request.method == "GET" else _only_get()


def _only_get() -> HttpResponse:
    answer = problems.plain(405)
    answer["Allow"] = "GET"
    return answer


def _unknown(_request: HttpRequest) -> HttpResponse:
    return problems.plain(404)


_unknown.csrf_exempt = True  # type: ignore[attr-defined]
_document.csrf_exempt = True  # type: ignore[attr-defined]
_pages.csrf_exempt = True  # type: ignore[attr-defined]


def _urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, app, namespace = application.urls
    operations = [one for one in patterns if getattr(one, "name", "") != "api-root"]
    ours: list[URLPattern | URLResolver] = [
        path("openapi.json", _document, name="openapi"),
        path("docs", _pages, name="docs"),
        *operations,
        re_path("", _unknown, name="unknown"),
    ]
    return ours, app, namespace


urls: Final = _urls()
