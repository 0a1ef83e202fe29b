"""`changehands` in this process, on the real application."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from changehands.cli.commands import app
from changehands.cli.remote import session
from changehands.client import Client
from changehands.models import Organization, User
from tests.api.calling import make_token
from tests.client.conftest import Application
from tests.world import World


class Changing(httpx.BaseTransport):
    """The application, where something happens right before it is asked for one address."""

    def __init__(self, ending: str, happens: Callable[[], object]) -> None:
        self.ending = ending
        self.happens = happens
        self.application = Application()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(self.ending):
            self.happens()
            self.happens = lambda: None
        return self.application.handle_request(request)


class Program:
    """The command line as somebody."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
        self.monkeypatch = monkeypatch
        self.settings = {"CHANGEHANDS_URL": "http://localhost", "CHANGEHANDS_TOKEN": secret}
        self.reach(Application())

    def reach(self, wire: httpx.BaseTransport) -> None:
        """Send what it asks this way."""
        self.monkeypatch.setattr(session, "Client", partial(Client, transport=wire))

    def __call__(self, *arguments: str, given: str = "") -> Any:
        """Run a command to its end."""
        return CliRunner().invoke(app, arguments, input=given, env=self.settings)

    def json(self, *arguments: str) -> Any:
        """What a command that succeeds prints with --json."""
        done = self(*arguments, "--json")
        assert (done.exit_code, done.stderr) == (0, ""), (done.exception, done.stderr)
        return json.loads(done.stdout)


Opening = Callable[..., Program]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Opening:
    """A program of somebody's, in an Organization or, without one, of the platform."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def opened(user: User, organization: Organization | None, *scopes: str) -> Program:
        return Program(monkeypatch, make_token(user, organization, *scopes)[1])

    return opened


@pytest.fixture
def olga(program: Opening, world: World) -> Program:
    """Olga in Ours."""
    return program(world.olga, world.ours)


@pytest.fixture
def rui(program: Opening, world: World) -> Program:
    """Rui in Theirs."""
    return program(world.rui, world.theirs)
