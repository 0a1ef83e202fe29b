"""A signed-in client for one command, and what its failures mean for the exit status."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, Final

import typer

from changehands.cli import language
from changehands.cli.language import _, noop
from changehands.cli.remote import account
from changehands.client import (
    Client,
    ClientError,
    Conflict,
    Denied,
    Invalid,
    NotFound,
    NotSignedIn,
    Problem,
)

OF_THE_PLATFORM: Final = noop(
    "This token is one of the platform, which is bound to no Organization. Name one of yours with "
    "--organization org_…, or use a token of that Organization."
)


class Exit(IntEnum):
    """The exit status of a command, by what went wrong."""

    DONE = 0
    REFUSED = 1
    WRONG_USE = 2
    NOT_ALLOWED = 3
    NOT_FOUND = 4
    UNAVAILABLE = 5


class Refused(Exception):
    """The command ends here: a sentence that says what to do, its code and the exit status."""

    def __init__(self, sentence: str, status: Exit, code: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.told = {"code": code, "detail": sentence}


@contextmanager
def signed_in(as_json: bool = False, account_: account.Account | None = None) -> Iterator[Client]:
    """The client of the account in use; what it raises is told on standard error."""
    try:
        found = account_ or account.current()
        with Client(found.url, found.token, language=language.code()) as client:
            yield client
    except Refused as error:
        raise _ended(error.told, error.status, as_json) from error
    except account.NoAccount as error:
        told: dict[str, Any] = {"code": "not-signed-in", "detail": str(error)}
        raise _ended(told, Exit.NOT_ALLOWED, as_json) from error
    except Problem as problem:
        raise _ended(problem.as_json(), status_of(problem), as_json) from problem
    except ClientError as error:
        told = {"code": "unreachable", "detail": str(error)}
        raise _ended(told, Exit.UNAVAILABLE, as_json) from error


def status_of(problem: Problem) -> Exit:
    """The exit status for a refusal."""
    match problem:
        case NotSignedIn() | Denied():
            return Exit.NOT_ALLOWED
        case NotFound():
            return Exit.NOT_FOUND
        case Conflict():
            return Exit.REFUSED
        case Invalid():
            return Exit.WRONG_USE
        case _other:
            return Exit.UNAVAILABLE


@contextmanager
def in_organization(named: str | None, as_json: bool) -> Iterator[tuple[Client, str]]:
    """The client of the account in use, and the Organization in which the command works."""
    with signed_in(as_json) as client:
        yield client, organization_of(client, named)


def refused(sentence: str, status: Exit = Exit.REFUSED, code: str = "refused") -> Refused:
    """To be raised: the command ends with this sentence on standard error."""
    return Refused(sentence, status, code)


def organization_of(client: Client, named: str | None) -> str:
    """The Organization in which a command works: the one named, else that of the token."""
    if named:
        return named
    bound = client.me().organization
    if bound is None:
        raise refused(_(OF_THE_PLATFORM), Exit.WRONG_USE, "organization-missing")
    return bound.id


def _ended(told: dict[str, Any], status: Exit, as_json: bool) -> typer.Exit:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False), err=True)
    else:
        against = [*told.get("blockers", []), *told.get("errors", [])]
        typer.echo("\n".join([told["detail"], *map(_told, against)]), err=True)
    return typer.Exit(status)


def _told(one: dict[str, Any]) -> str:
    """A product that stands in the way, or a place in what was sent."""
    return (
        f"  {one['name']}: {one['reason']['message']}" if "reason" in one else f"  {one['detail']}"
    )
