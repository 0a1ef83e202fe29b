"""`login`, `me`, `orgs` and `products`, and where they all are in the app."""

from typing import Annotated, Any, Final

import typer

from changehands.cli.language import _, noop
from changehands.cli.remote import people, records, tokens, transfers
from changehands.cli.remote.options import OVER_THE_API, Json, Kind, Organization, Search

products_app: Final = typer.Typer(help="What an Organization holds.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Give the app these commands."""
    for command in (login, me, orgs, records.invoices, records.events):
        app.command(rich_help_panel=OVER_THE_API)(command)
    groups = {
        "products": products_app,
        "transfers": transfers.app,
        "members": people.members_app,
        "invitations": people.invitations_app,
        "teams": people.teams_app,
        "tokens": tokens.app,
    }
    for name, group in groups.items():
        app.add_typer(group, name=name, rich_help_panel=OVER_THE_API)


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
    if me.organization:
        said = _("Signed in to %(url)s as %(person)s in %(organization)s; kept in %(file)s.")
    else:
        said = _(
            "Signed in to %(url)s as %(person)s with a token of the platform; kept in %(file)s."
        )
    said %= {
        "url": wanted.url,
        "person": me.person.name,
        "organization": me.organization.name if me.organization else "",
        "file": file,
    }
    telling.said(said, me.as_json(), as_json=as_json)


def me(as_json: Json = False) -> None:
    """Show at which Manager and as whom commands work, and what the token is good for."""
    from changehands.cli.remote import session, showing

    with session.signed_in(as_json) as client:
        found = client.me()
        if as_json:
            return showing.show_json(found.as_json())
        where = found.organization
        showing.show_facts(
            {
                noop("Manager"): client.address,
                noop("person"): f"{found.person.name} ({found.person.email})",
                noop("organization"): f"{where.name} ({where.id})"
                if where
                else _("none: the platform's"),
                noop("token"): f"{found.token.name} ({found.token.id})",
                noop("scopes"): found.token.scopes,
                noop("expires"): found.token.expires_at,
            }
        )


def orgs(as_json: Json = False) -> None:
    """List the Organizations in which the token may act."""
    from changehands.cli.remote import session, showing

    columns: dict[str, Any] = {
        noop("organization"): lambda row: row.id,
        noop("name"): lambda row: row.name,
        noop("role"): lambda row: row.role,
        noop("country"): lambda row: row.country,
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
        noop("product"): lambda row: row.id,
        noop("name"): lambda row: row.name,
        noop("kind"): lambda row: row.kind,
        noop("expires"): lambda row: row.expires_on,
        noop("renewal"): lambda row: row.price,
        noop("not transferable"): lambda row: row.reason.message if row.reason else None,
    }
    with session.signed_in(as_json) as client:
        home = session.organization_of(client, organization)
        rows = client.products.list(
            home, kind=kind, search=search, state=state, transferable=transferable
        )
        showing.show_rows(rows, columns, as_json=as_json)
