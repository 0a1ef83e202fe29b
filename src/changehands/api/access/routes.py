"""Where the questions are asked."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException

from changehands.api.access import answering
from changehands.api.access.entrance import Refused, reach_of
from changehands.api.access.reading import Body, Malformed, body_of
from changehands.core.health import RETRY_AFTER, is_outage

METADATA: Final = "/.well-known/authzen-configuration"
REQUEST_ID: Final = "X-Request-ID"
Next = Callable[[HttpRequest], HttpResponse]
Answering = Callable[[Body, UUID | None], dict[str, Any]]
ENDPOINTS: Final[Mapping[str, tuple[str, Answering]]] = {
    "access_evaluation_endpoint": ("/access/v1/evaluation", answering.evaluation),
    "access_evaluations_endpoint": ("/access/v1/evaluations", answering.evaluations),
    "search_subject_endpoint": ("/access/v1/search/subject", answering.people),
    "search_resource_endpoint": ("/access/v1/search/resource", answering.resources),
    "search_action_endpoint": ("/access/v1/search/action", answering.actions),
}


def metadata(request: HttpRequest) -> HttpResponse:
    """What can be asked here, and where."""
    if request.method not in ("GET", "HEAD"):
        return _sentence(405, "Use GET.", Allow="GET, HEAD")
    found = {name: settings.BASE_URL + place for name, (place, _view) in ENDPOINTS.items()}
    response = _json({"policy_decision_point": settings.BASE_URL, **found})
    response["Cache-Control"] = "public, max-age=3600"
    return response


def ask(request: HttpRequest, *, answer: Answering) -> HttpResponse:
    """Answer a question, or refuse with one sentence; the request's identifier is given back."""
    try:
        response = _json(_answered(request, answer))
    except Malformed as wrong:
        response = _sentence(400, str(wrong))
    except Refused as refused:
        response = _sentence(refused.status, refused.sentence)
    if identifier := request.headers.get(REQUEST_ID):
        response[REQUEST_ID] = identifier
    return response


def _answered(request: HttpRequest, answer: Answering) -> dict[str, Any]:
    if request.method != "POST":
        raise Refused(405, "Use POST.")
    within = reach_of(request)
    if request.content_type != "application/json":
        raise Malformed("Send the question as application/json.")
    try:
        content = request.body
    except (RequestDataTooBig, RawPostDataException):
        raise Malformed("The question is too long.") from None
    return answer(body_of(content), within)


def _json(content: dict[str, Any]) -> HttpResponse:
    return _never_kept(HttpResponse(json.dumps(content), content_type="application/json"))


def _sentence(status: int, sentence: str, **headers: str) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="changehands"'
    if status == 405:
        response["Allow"] = headers.get("Allow", "POST")
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return _never_kept(response)


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


VIEWS: Final[Mapping[str, Next]] = {
    METADATA: metadata,
    **{place: partial(ask, answer=answer) for place, answer in ENDPOINTS.values()},
}


class AccessQuestions:
    """Answers questions before anything that serves people only: sessions, languages, messages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, where it is a question."""
        view = VIEWS.get(request.path_info)
        if view is None:
            return self.get_response(request)
        try:
            return view(request)
        except DatabaseError as error:
            if is_outage(error):
                return _sentence(503, "Not available at the moment. Ask again later.")
            raise
