"""How operations are declared: scope, answer and whether a repetition has one effect."""

from collections.abc import Callable
from functools import wraps
from inspect import cleandoc
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from changehands.api.authentication import BearerToken, caller_of, claim_of
from changehands.api.headers import unless_the_same
from changehands.api.shapes.common import MOST
from changehands.core.paging import SIZE
from changehands.core.tokens.repeating import Answer, once
from changehands.kernel.clock import now
from changehands.kernel.errors import Invalid
from changehands.policy.scopes import Scope

View = Callable[..., Any]
WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Cursor = Annotated[
    str,
    Query(
        "",
        max_length=4096,
        pattern=r"^[0-9A-Za-z_-]*$",
        description="Where to go on: `next` of the page before.",
    ),
]
Limit = Annotated[
    int, Query(SIZE, ge=1, le=MOST, description="How many on a page, 100 at the most.")
]
Search = Annotated[
    str,
    Query("", max_length=100, pattern=r"^[^\u0000]*$", description="Words to look for."),
]


class Resource(Router):
    """The operations of one resource."""

    def read(self, path: str, scope: Scope | None, answer: Any) -> Callable[[View], View]:
        """A GET."""
        return self._operation("GET", path, scope, answer, 200, keeps_answers=False)

    def ask(self, path: str, scope: Scope, answer: Any) -> Callable[[View], View]:
        """A POST that only asks: it changes nothing."""
        return self._operation("POST", path, scope, answer, 200, keeps_answers=False)

    def write(
        self, method: str, path: str, scope: Scope, answer: Any, status: int = 200
    ) -> Callable[[View], View]:
        """A change, of which a repetition with the same Idempotency-Key has one effect."""
        return self._operation(method, path, scope, answer, status, keeps_answers=True)

    def _operation(
        self,
        method: str,
        path: str,
        scope: Scope | None,
        answer: Any,
        status: int,
        *,
        keeps_answers: bool,
    ) -> Callable[[View], View]:
        def declare(view: View) -> View:
            about = cleandoc(view.__doc__ or "")
            summary, _, more = about.partition("\n")
            return self.api_operation(
                [method],
                path,
                auth=BearerToken(scope, view.__name__, keeps_answers=keeps_answers),
                response={status: answer},
                operation_id=view.__name__,
                summary=summary.rstrip("."),
                description=f"{summary}\n{more}".strip(),
                openapi_extra={
                    "x-scope": str(scope) if scope else "",
                    "x-repeatable": keeps_answers,
                },
            )(_answering(view, status))

        return declare


def perform(
    request: HttpRequest,
    verb: Callable[..., Any],
    render: Callable[[Any], BaseModel | None],
    **arguments: Any,
) -> Answer:
    """Run a verb of the core as the caller; its answer is kept where an Idempotency-Key was sent."""
    status: int = request.answer_status  # type: ignore[attr-defined]

    def rendered(result: Any) -> Answer:
        shape = render(result)
        return Answer(status, shape.model_dump_json() if shape else "")

    return once(
        verb,
        token=caller_of(request).token,
        claim=claim_of(request),
        render=rendered,
        at=now(),
        **arguments,
    )


def nothing(_result: object) -> None:
    """The rendering of what has no content."""


def response_to(answer: Answer) -> HttpResponse:
    """The answer as HTTP has it."""
    if not answer.body:
        response = HttpResponse(status=answer.status)
        del response["Content-Type"]
        return response
    return HttpResponse(answer.body, status=answer.status, content_type="application/json")


def _answering(view: View, status: int) -> View:
    @wraps(view)
    def answering(request: HttpRequest, **arguments: Any) -> HttpResponse:
        _require_known_parameters(request, answering)
        request.answer_status = status  # type: ignore[attr-defined]
        result = view(request, **arguments)
        if isinstance(result, BaseModel):
            result = Answer(status, result.model_dump_json())
        response = response_to(result)
        return unless_the_same(request, response) if request.method == "GET" else response

    return answering


def _require_known_parameters(request: HttpRequest, view: Any) -> None:
    known = {
        name
        for model in view._ninja_operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }
    for name, values in request.GET.lists():
        if name not in known:
            raise Invalid(
                "parameter-unknown",
                "This call has no parameter “%(name)s”. Leave it out, or correct it.",
                name=name[:100],
            )
        if len(values) > 1:
            raise Invalid(
                "parameter-repeated",
                "The parameter “%(name)s” is given more than once. Give it once.",
                name=name,
            )


__all__ = ["Cursor", "Field", "Limit", "Resource", "Search", "nothing", "perform", "response_to"]
