"""A signed-in client for one command, and what its failures mean for the exit status."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import typer

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


class Exit(IntEnum):
    """The exit status of a command, by what went wrong."""

    DONE = 0
    REFUSED = 1
    WRONG_USE = 2
    NOT_ALLOWED = 3
    NOT_FOUND = 4
    UNAVAILABLE = 5


@contextmanager
def signed_in(as_json: bool = False, account_: account.Account | None = None) -> Iterator[Client]:
    """The client of the account in use; what it raises is told on standard error."""
    try:
        found = account_ or account.current()
        with Client(found.url, found.token) as client:
            yield client
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
        case _:
            return Exit.UNAVAILABLE


def refused(sentence: str, status: Exit = Exit.REFUSED) -> typer.Exit:
    """To be raised: the command ends with this sentence on standard error."""
    typer.echo(sentence, err=True)
    return typer.Exit(status)


def organization_of(client: Client, named: str | None) -> str:
    """The Organization in which a command works: the one named, else that of the token."""
    if named:
        return named
    bound = client.me().organization
    if bound is None:
        raise refused("Name an Organization: --organization org_…", Exit.WRONG_USE)
    return bound.id


def _ended(told: dict[str, Any], status: Exit, as_json: bool) -> typer.Exit:
    if as_json:
        return refused(json.dumps(told, ensure_ascii=False), status)
    blockers = [f"  {one['name']}: {one['reason']['message']}" for one in told.get("blockers", [])]
    return refused("\n".join([told["detail"], *blockers]), status)
