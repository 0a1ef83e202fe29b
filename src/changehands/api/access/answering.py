"""The answers: decisions with their reasons, searches, and where to ask what."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from changehands.api.access.pages import answer, place_of
from changehands.api.access.reading import (
    Body,
    Boxcar,
    Malformed,
    action_of,
    boxcar_of,
    entity_of,
    question_of,
    type_of,
)
from changehands.core import access
from changehands.core.access import Answer, Question
from changehands.core.paging import Page

REASONS: Final[Mapping[str, str]] = {
    "not-permitted": "No right of this person allows it, or one of the two is not known here.",
    "subject-type-unknown": "Subjects are of the type user.",
    "subject-unknown": "A user is named by an id (usr_…) or by a confirmed e-mail address.",
    "resource-type-unknown": "Resources are of the type product or organization.",
    "resource-unknown": "This is not the id of a resource of that type (prd_…, org_…).",
    "action-unknown": "There is no such action on resources of this type.",
}
Decision = dict[str, Any]
WHERE_IT_ENDS: Final[Mapping[str, Callable[[Decision], bool]]] = {
    "execute_all": lambda decision: False,
    "deny_on_first_deny": lambda decision: not decision["decision"],
    "permit_on_first_permit": lambda decision: bool(decision["decision"]),
}


def evaluation(body: Body, within: UUID | None) -> Decision:
    """One question, one decision."""
    return _decision(access.evaluate([question_of(body)], within=within)[0])


def evaluations(body: Body, within: UUID | None) -> dict[str, Any]:
    """Many questions, each with its decision; a single one without an array."""
    boxcar = boxcar_of(body)
    if boxcar is None:
        return evaluation(body, within)
    return {"evaluations": _until_the_end(boxcar, within)}


def people(body: Body, within: UUID | None) -> dict[str, Any]:
    """Who may do this there?"""
    kind, action, resource = type_of(body, "subject"), action_of(body), entity_of(body, "resource")
    search = partial(access.permitted_people, action, resource, within=within)
    return answer(
        place_of(body),
        search if kind == "user" else _nothing,
        lambda user: {"type": kind, "id": user.public_id},
    )


def resources(body: Body, within: UUID | None) -> dict[str, Any]:
    """On what may this person do this?"""
    subject, action, kind = entity_of(body, "subject"), action_of(body), type_of(body, "resource")
    searches: Mapping[str, Callable[..., Page[Any]]] = {
        "product": access.permitted_products,
        "organization": access.permitted_organizations,
    }
    search = partial(searches.get(kind, _nothing), subject, action, within=within)
    return answer(place_of(body), search, lambda row: {"type": kind, "id": row.public_id})


def actions(body: Body, within: UUID | None) -> dict[str, Any]:
    """What may this person do there?"""
    subject, resource = entity_of(body, "subject"), entity_of(body, "resource")

    def search(*, after: str | None, size: int) -> Page[str]:
        names = access.permitted_actions(subject, resource, within=within)
        left = [name for name in names if after is None or name > after]
        return Page(left[:size], left[size - 1] if len(left) > size else None)

    return answer(place_of(body), search, lambda name: {"name": name})


def _nothing(*asked: object, **where: object) -> Page[Any]:
    return Page([])


def _until_the_end(boxcar: Boxcar, within: UUID | None) -> list[Decision]:
    read = [question for question in boxcar.questions if isinstance(question, Question)]
    answers = iter(access.evaluate(read, within=within))
    ends = WHERE_IT_ENDS[boxcar.semantic]
    decisions = []
    for question in boxcar.questions:
        wrong = isinstance(question, Malformed)
        decision = _error(str(question)) if wrong else _decision(next(answers))
        decisions.append(decision)
        if ends(decision):
            break
    return decisions


def _decision(found: Answer) -> Decision:
    if found.decision:
        return {"decision": True}
    context = {"code": found.reason, "reason_admin": {"en": REASONS[found.reason]}}
    return {"decision": False, "context": context}


def _error(message: str) -> Decision:
    return {"decision": False, "context": {"error": {"status": 400, "message": message}}}
