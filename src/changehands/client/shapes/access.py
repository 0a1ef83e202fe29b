"""The answers to access questions."""

from typing import Any

from changehands.client.shapes.common import Shape


class Decision(Shape):
    """Yes or no; `context` says why not."""

    decision: bool
    context: dict[str, Any] = {}

    def __bool__(self) -> bool:
        return self.decision


class Boxcar(Shape):
    """The decisions of many questions, in their order."""

    evaluations: list[Decision]


class Named(Shape):
    """Something that a search found: a person or a thing by its id, an action by its name."""

    type: str | None = None
    id: str | None = None
    name: str | None = None


class Place(Shape):
    """Where a search goes on; empty when it is over."""

    next_token: str


class Results(Shape):
    """One page of a search."""

    page: Place
    results: list[Named]


class Configuration(Shape):
    """Where which access question is asked."""

    policy_decision_point: str
    access_evaluation_endpoint: str
    access_evaluations_endpoint: str
    search_subject_endpoint: str
    search_resource_endpoint: str
    search_action_endpoint: str
