"""Access questions by the OpenID AuthZEN Authorization API 1.0: may this person do this there, now?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from changehands.client.resources import Resource
from changehands.client.shapes import Boxcar, Configuration, Decision, Named, Results

Semantic = Literal["execute_all", "deny_on_first_deny", "permit_on_first_permit"]
TYPES: Final = {"prd": "product", "org": "organization"}


@dataclass(frozen=True, slots=True)
class Question:
    """May this person (`usr_…` or a confirmed e-mail address) do this on this (`prd_…`, `org_…`)?"""

    person: str
    action: str
    resource: str

    def as_json(self) -> dict[str, Any]:
        """The question as the standard has it."""
        return {
            "subject": _user(self.person),
            "action": {"name": self.action},
            "resource": _resource(self.resource),
        }


class Access(Resource):
    """Questions of those who serve products; they need the scope `access:evaluate`."""

    def evaluate(self, person: str, action: str, resource: str) -> Decision:
        """One question, one decision."""
        body = Question(person, action, resource).as_json()
        return self._transport.ask("/access/v1/evaluation", Decision, body)

    def evaluate_all(
        self, questions: Sequence[Question], *, semantic: Semantic = "execute_all"
    ) -> Sequence[Decision]:
        """Many questions at once, a decision for each in their order.

        With another `semantic` the decisions end with the first denied, or the first permitted one.
        """
        body = {
            "evaluations": [question.as_json() for question in questions],
            "options": {"evaluations_semantic": semantic},
        }
        if not questions:
            return []
        return self._transport.ask("/access/v1/evaluations", Boxcar, body).evaluations

    def people(self, action: str, resource: str) -> Iterator[str]:
        """Who may do this there: their ids."""
        asked = {"action": {"name": action}, "resource": _resource(resource)}
        found = self._search("subject", {**asked, "subject": {"type": "user"}})
        return (one.id for one in found if one.id)

    def resources(
        self, person: str, action: str, kind: Literal["product", "organization"] = "product"
    ) -> Iterator[str]:
        """On what this person may do this: the ids."""
        asked = {"subject": _user(person), "action": {"name": action}, "resource": {"type": kind}}
        return (one.id for one in self._search("resource", asked) if one.id)

    def actions(self, person: str, resource: str) -> Iterator[str]:
        """What this person may do there: the names."""
        asked = {"subject": _user(person), "resource": _resource(resource)}
        return (one.name for one in self._search("action", asked) if one.name)

    def configuration(self) -> Configuration:
        """Where which question is asked."""
        return self._transport.get("/.well-known/authzen-configuration", Configuration)

    def _search(self, what: str, asked: Mapping[str, Any]) -> Iterator[Named]:
        page: dict[str, Any] = {}
        while True:
            answer = self._transport.ask(f"/access/v1/search/{what}", Results, {**asked, **page})
            yield from answer.results
            if not answer.page.next_token:
                return
            page = {"page": {"token": answer.page.next_token}}


def _user(person: str) -> dict[str, str]:
    return {"type": "user", "id": person}


def _resource(named: str) -> dict[str, str]:
    return {"type": TYPES.get(named.partition("_")[0], "product"), "id": named}
