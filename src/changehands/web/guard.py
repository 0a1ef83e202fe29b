"""What a view asks before it begins. The verbs of the core ask again, inside their transaction."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from changehands.core.organizations import authority
from changehands.models import Membership, Organization, User
from changehands.policy.permissions import Permission, allows

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponse]


class OurRequest(HttpRequest):
    """A request of a signed-in person who works in an Organization."""

    user: User
    membership: Membership


def actor(request: HttpRequest) -> User:
    """The signed-in person."""
    return cast(User, request.user)


def organization(request: HttpRequest) -> Organization:
    """The Organization in which the person works now."""
    return cast(OurRequest, request).membership.organization


def place(request: HttpRequest) -> Membership:
    """The person's place there, with their role."""
    return cast(OurRequest, request).membership


def in_organization(
    permission: Permission, *, post: Permission | None = None
) -> Callable[[Any], Any]:
    """The view is for people whose role in their current Organization allows this.

    `post` is the permission that a POST needs instead, where it needs another.
    Who is signed out comes back after login; who has no Organization is led to making one.
    """

    def decorate(view: Any) -> Any:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            membership = cast(OurRequest, request).membership
            if not membership:
                return redirect("organization-new")
            needed = post if post and request.method == "POST" else permission
            if not allows(needed, membership.role):
                raise authority.denied(needed, membership.organization)
            return cast(HttpResponse, view(request, *args, **kwargs))

        return guarded

    return decorate
