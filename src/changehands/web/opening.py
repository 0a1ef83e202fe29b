"""What the pages of links share: trying the code that was sent, and changing the account."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from allauth.core import ratelimit
from django.contrib.auth import logout
from django.http import HttpRequest

from changehands.kernel.errors import Invalid, TooMany

Proof = TypeVar("Proof")


def proven(request: HttpRequest, prove: Callable[[UUID, str], Proof], subject: UUID) -> Proof:
    """What the code of the form proves. Raises Invalid for a wrong one, TooMany after many."""
    try:
        return prove(subject, request.POST.get("code", ""))
    except Invalid as problem:
        if not ratelimit.consume(request, action="wrong_code"):
            raise TooMany(
                "too-many-codes", "Too many wrong codes. Try again in a minute.", retry_after=60
            ) from problem
        raise


def sign_out_holding(request: HttpRequest, held: str) -> None:
    """Sign out, but keep the links that this browser has opened: they come from their holder."""
    kept = request.session.get(held)
    logout(request)
    if kept:
        request.session[held] = kept
