"""The reference pages of docs/reference, written from the code that they describe."""

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from changehands.cli.commands import app
from changehands.core.transfers.lifecycle import TRANSFER
from changehands.kernel.environment import PACKAGE, Environment
from changehands.kernel.lifecycle import Lifecycle
from changehands.policy import permissions

INITIAL: Final = "waiting"
EXIT: Final = """\
| status | means |
|---|---|
| 0 | done |
| 1 | the answer is no: a conflict with things as they are now (a product cannot go, what was shown \
has changed, somebody was faster), not confirmed, an invariant does not hold |
| 2 | wrong use or environment; standard error says what to do |
| 3 | not signed in, or not allowed |
| 4 | there is no such thing, or one may not know of it |
| 5 | the Manager does not answer, or not now: the same may succeed later |
"""
ABOUT: Final = """\
`changehands COMMAND --help` says the same. `changehands --install-completion` teaches your shell
to complete commands and options.

Those marked *over the API* work from anywhere, as the person of a token. They find the Manager and
the token in `CHANGEHANDS_URL` and `CHANGEHANDS_TOKEN`, else in the file that `changehands login`
writes (`~/.config/changehands/config.toml`, or under `XDG_CONFIG_HOME`), which its owner alone can
read. With `--json` they print the API's own objects, lists as arrays, and a refusal as a problem
with its `code` on standard error. They work in the Organization of the token; a token of the
platform is bound to none and needs `--organization`. All others work on the server itself.
"""


def pages() -> dict[str, str]:
    """Every page by its file name."""
    return {
        "settings.md": _settings(),
        "cli.md": _commands(),
        "permissions.md": _permissions(),
        "states.md": _states(TRANSFER),
    }


def _page(title: str, *blocks: str) -> str:
    note = "Written by `make reference` from the code; a test compares."
    return "\n\n".join([f"# {title}", note, *(block.strip() for block in blocks)]) + "\n"


def _settings() -> str:
    rows = [
        f"| `{name.upper()}` | {_kind(field)} | {_default(field)} | {field.description} |"
        for name, field in Environment.model_fields.items()
    ]
    return _page(
        "Settings",
        "Set in the environment. `NAME_FILE` names a file that holds the value of `NAME`; the "
        "variable itself wins. A wrong one stops every command with a sentence that names it.",
        "\n".join(["| name | type | default | meaning |", "|---|---|---|---|", *rows]),
    )


def _kind(field: FieldInfo) -> str:
    types = get_args(field.annotation) if get_origin(field.annotation) is UnionType else ()
    kind = (types or (field.annotation,))[0]
    words = {bool: "true or false", int: "number", Path: "path", str: "text"}
    limits = [str(limit) for rule in field.metadata for limit in _limits(rule)]
    return words[kind] + (f", {' to '.join(limits)}" if limits else "")


def _limits(rule: Any) -> Iterator[int]:
    for name in ("ge", "le"):
        if hasattr(rule, name):
            yield getattr(rule, name)


def _default(field: FieldInfo) -> str:
    match field.default:
        case Path() as path:
            return f"`{path.relative_to(PACKAGE)}` of the package"
        case bool() as flag:
            return f"`{str(flag).lower()}`"
        case None | "":
            return "empty"
        case value:
            return f"`{value}`"


def _commands() -> str:
    group: Any = typer.main.get_command(app)
    blocks = [_command(name, command) for name, command in _all(group, "changehands")]
    return _page("Commands", ABOUT, *blocks, _exit())


def _all(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Every command with its whole name; a group too where it does something by itself."""
    for command in group.commands.values():
        name, is_group = f"{before} {command.name}", hasattr(command, "commands")
        if not is_group or command.invoke_without_command:
            yield name, command
        if is_group:
            yield from _all(command, name)


def _exit() -> str:
    return f"## Exit status\n\n{EXIT}"


def _command(name: str, command: Any) -> str:
    shown = [row for row in command.params if not getattr(row, "hidden", False)]
    arguments = [row for row in shown if row.param_type_name == "argument"]
    options = [row for row in shown if row not in arguments and row.name != "help"]
    usage = " ".join([name, *(_argument(row) for row in arguments)])
    if options:
        usage += " [OPTIONS]"
    lines = [f"- `{_argument(row)}`: {row.help}" for row in arguments if row.help]
    lines += [f"- `{_option(row)}`: {row.help}" for row in options]
    about = " ".join(line.strip() for line in command.help.splitlines() if line.strip())
    if command.callback.__module__.startswith("changehands.cli.remote"):
        about += " *(over the API)*"
    return "\n\n".join([f"## `{usage}`", about, *(["\n".join(lines)] if lines else [])])


def _argument(row: Any) -> str:
    return f"{(row.metavar or row.name).upper()}{'…' if row.nargs == -1 else ''}"


def _option(row: Any) -> str:
    names = " / ".join([row.opts[0], *row.secondary_opts])
    return names if row.is_flag else f"{names} {(row.metavar or row.opts[0].strip('-')).upper()}"


def _permissions() -> str:
    return _page(
        "Permissions",
        "Who may do what in an Organization, by role. Pages, mails and verbs ask this table.",
        permissions.matrix(),
    )


def _states(lifecycle: Lifecycle) -> str:
    rows = list(lifecycle.transitions.values())
    arrows = [
        f"    {source} --> {row.target}: {row.verb}" for row in rows for source in row.sources
    ]
    ends = lifecycle.states - {source for row in rows for source in row.sources}
    table = [
        f"| {row.verb} | {', '.join(sorted(row.sources))} | {row.target} | `{row.permission}` |"
        for row in rows
    ]
    diagram = [f"    [*] --> {INITIAL}: start", *arrows]
    diagram += [f"    {end} --> [*]" for end in sorted(ends)]
    return _page(
        "The states of a transfer",
        "\n".join(["```mermaid", "stateDiagram-v2", *diagram, "```"]),
        "\n".join(["| verb | from | to | needs |", "|---|---|---|---|", *table]),
    )
