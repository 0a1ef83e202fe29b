"""Which Manager, and as whom: from the environment, else from the file that `login` writes."""

import json
import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer

from changehands.cli.installation import Refused
from changehands.cli.language import _

URL: Final = "CHANGEHANDS_URL"
TOKEN: Final = "CHANGEHANDS_TOKEN"


@dataclass(frozen=True, slots=True)
class Account:
    """The address of a Manager and the token to show there."""

    url: str
    token: str


class NoAccount(Exception):
    """Nobody has signed in here."""


def path() -> Path:
    """The file that keeps the account."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "changehands" / "config.toml"


def current() -> Account:
    """The account to use. Raises NoAccount.

    A token that was kept for one Manager is never shown to another.
    """
    kept = _kept()
    url = os.environ.get(URL, "").rstrip("/") or (kept.url if kept else "")
    token = os.environ.get(TOKEN, "") or (kept.token if kept and kept.url == url else "")
    if not url or not token:
        raise NoAccount(
            _("Run “changehands login” first, or set %(url)s and %(token)s.")
            % {"url": URL, "token": TOKEN}
        )
    return Account(url, token)


def keep(account: Account) -> Path:
    """Write the account where only its owner can read it."""
    file = path()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        # strings of JSON are strings of TOML
        stream.write(f"url = {json.dumps(account.url)}\ntoken = {json.dumps(account.token)}\n")
    draft.replace(file)
    return file


def asked_for(url: str | None, token: str | None) -> Account:
    """The account as options or the environment name it; what is missing is asked for."""
    url = url or str(typer.prompt(_("Address of the Manager"), err=True))
    if not url.startswith(("https://", "http://")):
        raise Refused(_("“%s” is no address such as https://manager.example.") % url)
    return Account(url.rstrip("/"), (token or _read_token()).strip())


def _read_token() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(_("Token"), hide_input=True, err=True))
    return sys.stdin.readline()


def _kept() -> Account | None:
    file = path()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        return Account(str(content["url"]), str(content["token"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError) as error:
        raise Refused(
            _("%(file)s cannot be read (%(error)s). Run “changehands login”.")
            % {"file": file, "error": error}
        ) from error
