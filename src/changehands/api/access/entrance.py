"""Who may ask, and how a refusal looks: a status and one sentence, as the standard says."""

from uuid import UUID

from django.http import HttpRequest

from changehands.core.tokens.askers import recognize
from changehands.kernel.clock import now
from changehands.policy.scopes import Scope


class Refused(Exception):
    """The question is not answered."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def reach_of(request: HttpRequest) -> UUID | None:
    """The Organization about which the token may ask, None for all of them. Raises Refused.

    Answers tell of every product there, so that the token's person must be one who may see them
    all, now.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    asker = recognize(secret.strip(), at=now()) if scheme.lower() == "bearer" else None
    if asker is None:
        raise Refused(401, "Send a token that counts: “Authorization: Bearer chp_…”.")
    if Scope.ACCESS_EVALUATE not in asker.scopes:
        raise Refused(403, f"The token has not the scope {Scope.ACCESS_EVALUATE}.")
    if not asker.sees_all:
        raise Refused(403, "The token's person does not administer the Organization any more.")
    return asker.within
