"""The commands: each parses, does one thing and says what came of it.

Everything else is imported where it is needed: most of it needs Django set up, and `--help` should
not wait for it.
"""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from changehands.cli.installation import opened, set_up_django
from changehands.cli.remote import commands as remote

app: Final = typer.Typer(
    name="changehands",
    help="The Manager in which Organizations hold products and hand them over to one another.",
    epilog="Settings come from the environment: docs/reference/settings.md.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
token_app: Final = typer.Typer(help="Tokens of the API, on the server.", no_args_is_help=True)
app.add_typer(token_app, name="token")
help_app: Final = typer.Typer(
    help="Articles of your own for the help centre.", no_args_is_help=True
)
app.add_typer(help_app, name="help")
remote.add_to(app)
AsChild = Annotated[bool, typer.Option("--as-child", hidden=True)]
Products = Annotated[
    int | None, typer.Option(min=0, max=1_000_000, help="How many products Ours SA holds.")
]


@app.command()
def up(
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demo world, show its people.")
    ] = False,
) -> None:
    """Start everything: PostgreSQL, web and worker. Ctrl-C stops everything."""
    from changehands.cli.up import up

    up(with_demo=demo)


@app.command()
def web(as_child: AsChild = False) -> None:
    """Serve the pages on HOST and PORT, until Ctrl-C or SIGTERM."""
    from changehands.cli import children, preparing, web

    if as_child:
        children.end_with_parent()
        return web.serve()
    web.require_free()
    with opened() as found:
        preparing.collect_static(found.folder)
        if preparing.is_migrated():
            preparing.index_help()  # the operator's articles may have changed
        web.serve()


@app.command()
def worker(as_child: AsChild = False) -> None:
    """Do background jobs (mail, reminders, expiry), until Ctrl-C or SIGTERM. Any number may run."""
    from changehands.cli import children

    if as_child:
        children.end_with_parent()
    with opened():
        from changehands.cli import worker

        worker.serve()


@app.command()
def migrate() -> None:
    """Bring the tables of the database up to date."""
    from changehands.cli import preparing

    with opened():
        applied = preparing.migrate()
    typer.echo("\n".join(f"Applied {name}." for name in applied) or "The tables were up to date.")


@app.command()
def demo(products: Products = None) -> None:
    """Load the demo world, unless it is there already."""
    with opened():
        from changehands.cli import demonstration

        demonstration.load(products)


@app.command()
def createuser(
    email: Annotated[str, typer.Argument(help="The address to log in with.")],
    name: Annotated[str, typer.Option(help="How others see the person.")] = "",
    operator: Annotated[bool, typer.Option("--operator", help="Is staff of the platform.")] = False,
) -> None:
    """Make an account with a confirmed address.

    The password comes from the file that PASSWORD_FILE names, from standard input, or is asked for.
    """
    with opened():
        from changehands.cli import accounts

        made = accounts.create(email, accounts.read_password(), name=name, is_operator=operator)
    typer.echo(f"{made} can log in.")


@token_app.command("create")
def create_token(
    email: Annotated[str, typer.Option(help="The person as whom it acts.")],
    scopes: Annotated[
        list[str],
        typer.Option("--scope", help="What it is good for, as products:read. Repeatable."),
    ],
    organization: Annotated[
        str,
        typer.Option(
            help="Where: its id, its id of an import, or the name of one of the person's."
        ),
    ] = "",
    name: Annotated[str, typer.Option(help="What it is for.")] = "command line",
    days: Annotated[int | None, typer.Option(min=1, help="For how long; else no end.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a token of the API and print its secret, this once.

    Without an Organization it is one of the platform, which only an operator can have.
    """
    with opened():
        from changehands.cli import tokens

        made = tokens.create(
            email=email, organization=organization, name=name, scopes=scopes, days=days
        )
        typer.echo(tokens.as_json(made) if as_json else made.secret)


@help_app.command("check")
def check_help(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Their folder.")],
) -> None:
    """Say what is wrong with a folder of articles; exit status 1 if something is."""
    os.environ["HELP_FOLDER"] = str(folder)
    set_up_django()
    from changehands.core import help

    found = help.own_problems()
    typer.echo("\n".join(found) or "The articles are well.")
    if found:
        raise typer.Exit(1)


@app.command()
def verify() -> None:
    """Ask the database whether every invariant holds; exit status 1 if one does not."""
    with opened():
        from changehands.core.verification import INVARIANTS, verify

        found = verify()
    for violation in found:
        typer.echo(f"{violation.code}: {violation.sentence} Not so for {violation.row}.")
    if found:
        raise typer.Exit(1)
    typer.echo(f"All {len(INVARIANTS)} invariants hold.")


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, readable=True, help="All of one inventory."),
    ],
    noun: Annotated[
        str | None, typer.Option("--as", help="The type of row that each line of a CSV file is.")
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="column=HEADER or column:=VALUE: what stands where in the CSV files. Repeatable.",
        ),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The same for several files, in TOML."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, tell what would change, keep none.")
    ] = False,
) -> None:
    """Load an inventory from JSON Lines or CSV files, whole or not at all."""
    with opened():
        from changehands.cli import importing

        is_loaded = importing.load(
            files, noun=noun, options=maps or [], map_file=map_file, dry_run=dry_run
        )
    if not is_loaded:
        raise typer.Exit(1)


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="A folder, or one file named *.jsonl.")],
) -> None:
    """Write the inventory in the format that an import takes."""
    with opened():
        from changehands.cli import importing

        is_saved = importing.save(target)
    if not is_saved:
        raise typer.Exit(1)


@app.command()
def reference(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where the pages are written.")],
) -> None:
    """Write the reference pages: settings, commands, permissions and states."""
    set_up_django()
    from changehands.cli.reference import pages

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


@app.command()
def openapi() -> None:
    """Print the document of the REST API (OpenAPI 3.1)."""
    set_up_django()
    from django.utils.module_loading import import_string

    # by name, as the web process names its application: faces do not import each other
    typer.echo(import_string("changehands.api.document_text")(), nl=False)
