"""`login`, `orgs`, `products` and `members`, and where they all are in the app."""

from typing import Annotated, Any, Final, Literal

import typer

from changehands.cli.remote import tokens, transfers
from changehands.cli.remote.options import OVER_THE_API, Json, Kind, Organization, Search

products_app: Final = typer.Typer(help="What an Organization holds.", no_args_is_help=True)
Role = Literal["", "owner", "admin", "member", "external"]


def add_to(app: typer.Typer) -> None:
    """Give the app these commands."""
    for command in (login, orgs, members):
        app.command(rich_help_panel=OVER_THE_API)(command)
    app.add_typer(products_app, name="products", rich_help_panel=OVER_THE_API)
    app.add_typer(transfers.app, name="transfers", rich_help_panel=OVER_THE_API)
    app.add_typer(tokens.app, name="tokens", rich_help_panel=OVER_THE_API)


def login(
    url: Annotated[
        str | None,
        typer.Option(envvar="CHANGEHANDS_URL", help="The Manager, as https://manager.example."),
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="CHANGEHANDS_TOKEN", help="A token; else it is asked for.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Keep the address of a Manager and a token, which comes best from a question or standard input."""
    from changehands.cli.remote import account, session, telling

    wanted = account.asked_for(url, token)
    with session.signed_in(as_json, wanted) as client:
        me = client.me()
    file = account.keep(wanted)
    here = f" in {me.organization.name}" if me.organization else ""
    said = f"Signed in to {wanted.url} as {me.person.name}{here}; kept in {file}."
    telling.said(said, me.as_json(), as_json=as_json)


def orgs(as_json: Json = False) -> None:
    """List the Organizations in which the token may act."""
    from changehands.cli.remote import session, showing

    columns: dict[str, Any] = {
        "organization": lambda row: row.id,
        "name": lambda row: row.name,
        "role": lambda row: row.role,
        "country": lambda row: row.country,
    }
    with session.signed_in(as_json) as client:
        showing.show_rows(client.organizations.list(), columns, as_json=as_json)


@products_app.command("list")
def list_products(
    kind: Kind = "",
    search: Search = "",
    state: Annotated[str, typer.Option(help="Only those in this state, as expired.")] = "",
    transferable: Annotated[
        bool | None,
        typer.Option(
            "--transferable/--not-transferable",
            help="Only those that can be handed over, or cannot.",
        ),
    ] = None,
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """List the products of an Organization, and why one cannot be handed over."""
    from changehands.cli.remote import session, showing

    columns: dict[str, Any] = {
        "product": lambda row: row.id,
        "name": lambda row: row.name,
        "kind": lambda row: row.kind,
        "expires": lambda row: row.expires_on,
        "renewal": lambda row: row.price,
        "not transferable": lambda row: row.reason.message if row.reason else None,
    }
    with session.signed_in(as_json) as client:
        home = session.organization_of(client, organization)
        rows = client.products.list(
            home, kind=kind, search=search, state=state, transferable=transferable
        )
        showing.show_rows(rows, columns, as_json=as_json)


def members(
    search: Search = "",
    role: Annotated[Role, typer.Option(help="Only people with this role.")] = "",
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """List the people of an Organization."""
    from changehands.cli.remote import session, showing

    columns: dict[str, Any] = {
        "membership": lambda row: row.id,
        "name": lambda row: row.person.name,
        "address": lambda row: row.person.email,
        "role": lambda row: row.role,
        "teams": lambda row: [team.name for team in row.teams],
    }
    with session.signed_in(as_json) as client:
        home = session.organization_of(client, organization)
        rows = client.members.list(home, search=search, role=role)
        showing.show_rows(rows, columns, as_json=as_json)
