"""The one translator from refusals to problem details (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from changehands.api.shapes.consequences import Blocker, OfferPreview, Preview
from changehands.core.health import RETRY_AFTER
from changehands.core.platform import RowsRefused
from changehands.core.tokens.repeating import TokenEnded
from changehands.core.transfers import FactsChanged, NotMovable
from changehands.core.wording import sentence
from changehands.kernel.errors import (
    ChangehandsError,
    Conflict,
    Denied,
    Invalid,
    NotFound,
    TooMany,
    Unavailable,
)

MEDIA_TYPE: Final = "application/problem+json"
STATUS: Final[dict[type[ChangehandsError], int]] = {
    TokenEnded: 401,
    NotFound: 404,
    Denied: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
}
# how a body calls what the core calls otherwise
FIELDS: Final = {
    "products": "product_ids",
    "destination": "destination_id",
    "code": "link",
    "subject": "user_id",
    "address": "email",
    "bound_email": "email",
    "days": "expires_in",
}
IN_THE_QUERY: Final = frozenset({"cursor", "state"})
TITLES: Final = {
    400: gettext_noop("Bad Request"),
    401: gettext_noop("Unauthorized"),
    403: gettext_noop("Forbidden"),
    404: gettext_noop("Not Found"),
    405: gettext_noop("Method Not Allowed"),
    409: gettext_noop("Conflict"),
    413: gettext_noop("Content Too Large"),
    415: gettext_noop("Unsupported Media Type"),
    422: gettext_noop("Unprocessable Content"),
    429: gettext_noop("Too Many Requests"),
    500: gettext_noop("Internal Server Error"),
    503: gettext_noop("Service Unavailable"),
}
PLAIN: Final = {
    400: ("request-unreadable", gettext_noop("The request could not be read. Check its syntax.")),
    401: ("token-missing", gettext_noop("Send a token: “Authorization: Bearer chp_…”.")),
    403: ("forbidden", gettext_noop("This is not allowed.")),
    404: ("not-found", gettext_noop("There is nothing at this address. See /api/v1/docs.")),
    405: (
        "method-not-allowed",
        gettext_noop("Use one of the methods that the header Allow names."),
    ),
    413: ("body-too-large", gettext_noop("The body is too large. Send at most one mebibyte.")),
    415: ("not-json", gettext_noop("Send the body as application/json.")),
    429: ("too-many-requests", gettext_noop("Too many requests. Try again later.")),
    500: (
        "internal-error",
        gettext_noop("Something went wrong on our side. Nothing was done by halves: try again."),
    ),
    503: ("unavailable", gettext_noop("Not available at the moment. Try again later.")),
}


def problem(status: int, code: str, detail: str, **members: Any) -> HttpResponse:
    """A problem as an answer."""
    told = {key: value for key, value in members.items() if value not in (None, "")}
    content = {
        "type": f"urn:changehands:problem:{code}",
        "title": _(TITLES.get(status) or TITLES[500 if status >= 500 else 400]),
        "status": status,
        "detail": detail,
        "code": code,
        **told,
    }
    body = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)
    answer = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    if "retry_after" in told:
        answer["Retry-After"] = str(told["retry_after"])
    if status == 401:
        invalid = "" if code == "token-missing" else ', error="invalid_token"'
        answer["WWW-Authenticate"] = f'Bearer realm="changehands"{invalid}'
    return answer


def plain(status: int) -> HttpResponse:
    """The problem for a status of which nothing more is known."""
    known = status if status in PLAIN else (500 if status >= 500 else 400)
    code, detail = PLAIN[known]
    waiting = {"retry_after": RETRY_AFTER} if status == 503 else {}
    return problem(status, code, _(detail), **waiting)


def refusal(request: HttpRequest, error: ChangehandsError) -> HttpResponse:
    """The problem for a refusal of the core."""
    status = next(number for kind, number in STATUS.items() if isinstance(error, kind))
    return problem(
        status, error.code, sentence(error), **_place(request, error.field), **_facts(error)
    )


def wrong_input(errors: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """The problem for input whose shape is wrong; every wrong place is listed."""
    if errors[0]["loc"][0] == "path":
        return plain(404)
    found = [{**_located(error["loc"]), "detail": _explained(error)} for error in errors[:20]]
    first = dict(found[0])
    detail = first.pop("detail")
    return problem(422, "input-invalid", detail, **first, errors=found)


def _located(loc: Sequence[str | int]) -> dict[str, str]:
    source, *steps = loc
    if source != "body":
        return {"parameter": str(steps[-1])}
    # the first step is the name of our argument, not a member of the body
    return {"pointer": _pointer(steps[1:])}


def _pointer(steps: Sequence[str | int]) -> str:
    return "".join(f"/{_escaped(str(step))}" for step in steps)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _explained(error: Mapping[str, Any]) -> str:
    place = next(iter(_located(error["loc"]).values())) or _("the body")
    match error["type"]:
        case "missing":
            reason = _("it is missing. Send it.")
        case "extra_forbidden":
            reason = _("it is not known here. Leave it out.")
        case "string_pattern_mismatch":
            reason = _("it has not the form that the documentation gives. Correct it.")
        case _other:
            reason = f"{error['msg']}."
    return f"{place}: {reason}"


def _place(request: HttpRequest, field: str) -> dict[str, str]:
    if not field:
        return {}
    if field in IN_THE_QUERY and request.method == "GET":
        return {"parameter": field}
    return {"pointer": f"/{FIELDS.get(field, field)}"}


def _facts(error: ChangehandsError) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if isinstance(error, OfferChanged):
        facts["preview"] = OfferPreview.of(error.preview).model_dump(mode="json")
    if isinstance(error, FactsChanged):
        facts["preview"] = Preview.of(error.preview).model_dump(mode="json")
    if isinstance(error, NotMovable):
        shown = [Blocker.of(one) for one in error.preview.blockers]
        facts["blockers"] = [one.model_dump(mode="json") for one in shown]
    if isinstance(error, RowsRefused):
        facts["errors"] = [
            {"pointer": _pointer(one.place), "code": one.code, "detail": one.detail}
            for one in error.problems
        ]
    if isinstance(error, TooMany):
        facts["retry_after"] = int(error.params.get("retry_after", 60))
    return facts


class OfferChanged(Conflict):
    """What the receiver read is no longer what they would take on; `preview` is what they may see."""

    def __init__(self, change: FactsChanged) -> None:
        super().__init__(change.code, change.message, **change.params)
        self.preview = change.preview


def wrong_token() -> str:
    """What to do about a token that does not count."""
    return _("This token is not valid: it is mistyped, revoked or over. Make a new one.")
