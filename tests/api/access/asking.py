"""Asking as a program with a token."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from changehands.models import Organization, Product, User
from tests.api.calling import make_token

EVALUATION = "/access/v1/evaluation"
EVALUATIONS = "/access/v1/evaluations"
SUBJECTS = "/access/v1/search/subject"
RESOURCES = "/access/v1/search/resource"
ACTIONS = "/access/v1/search/action"


@dataclass
class Asker:
    """A program that asks."""

    secret: str = ""

    def send(
        self,
        path: str,
        body: Any = None,
        *,
        content: bytes | str = b"",
        content_type: str = "application/json",
        method: str = "POST",
        **headers: str,
    ) -> HttpResponse:
        """One request; `content` is sent as it is, `body` as JSON."""
        sent = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return Client(raise_request_exception=False).generic(  # type: ignore[return-value]
            method,
            path,
            content or (b"" if body is None else json.dumps(body)),
            content_type=content_type,
            headers={**sent, **headers},
        )

    def ask(self, path: str, body: Any) -> Any:
        """The answer to a question that is in order."""
        response = self.send(path, body)
        assert (response.status_code, response["Content-Type"]) == (200, "application/json")
        return json.loads(response.content)

    def decisions(self, body: Any) -> list[bool]:
        """The decisions of an evaluations request."""
        return [found["decision"] for found in self.ask(EVALUATIONS, body)["evaluations"]]


def asker(user: User, organization: Organization | None) -> Asker:
    """A program that may ask in the name of a person."""
    return Asker(make_token(user, organization, "access:evaluate")[1])


def subject(user: User) -> dict[str, str]:
    """A person as a subject."""
    return {"type": "user", "id": user.public_id}


def resource(thing: Product | Organization) -> dict[str, str]:
    """A product or an Organization as a resource."""
    return {
        "type": "product" if isinstance(thing, Product) else "organization",
        "id": thing.public_id,
    }


def question(user: User, action: str, thing: Product | Organization) -> dict[str, Any]:
    """One question."""
    return {"subject": subject(user), "action": {"name": action}, "resource": resource(thing)}
