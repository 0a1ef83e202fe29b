"""`changehands tokens`: list them, make one, revoke one."""

from datetime import timedelta
from typing import Annotated, Any, Final

import typer

from changehands.cli.language import _, noop
from changehands.cli.remote.options import Json, Organization

app: Final = typer.Typer(
    help="The tokens of an Organization: list them, make one, revoke one.",
)


@app.callback(invoke_without_command=True)
def tokens(
    context: typer.Context, organization: Organization = None, as_json: Json = False
) -> None:
    """List the tokens of an Organization; or make one, or revoke one."""
    from changehands.cli.remote import session, showing

    if context.invoked_subcommand:
        return
    columns: dict[str, Any] = {
        noop("token"): lambda row: row.id,
        noop("name"): lambda row: row.name,
        noop("begins with"): lambda row: row.prefix,
        noop("of"): lambda row: row.person.name,
        noop("scopes"): lambda row: row.scopes,
        noop("expires"): lambda row: row.expires_at,
        noop("last used"): lambda row: row.last_used_at,
    }
    with session.signed_in(as_json) as client:
        home = session.organization_of(client, organization)
        showing.show_rows(client.tokens.list(home), columns, as_json=as_json)


@app.command("make")
def make_token(
    name: Annotated[str, typer.Option(help="What it is for.")],
    scopes: Annotated[list[str], typer.Option("--scope", help="As products:read. Repeatable.")],
    days: Annotated[int | None, typer.Option(min=1, help="For how long; else no end.")] = None,
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """Make a token that may do no more than the one in use; its secret is shown this once."""
    from changehands.cli.remote import session, telling
    from changehands.kernel.clock import now

    with session.signed_in(as_json) as client:
        ends = now() + timedelta(days=days) if days else None
        home = session.organization_of(client, organization)
        made = client.tokens.make(home, name=name, scopes=scopes, expires_at=ends)
        lost = _("The answer was lost. Revoke %s and make another one.") % made.id
        telling.said(made.secret or lost, made.as_json(), as_json=as_json)


@app.command("revoke")
def revoke_token(
    token: Annotated[str, typer.Argument(help="Its id (tok_…).")], as_json: Json = False
) -> None:
    """End a token at once."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        client.tokens.revoke(token)
        telling.said(_("%s is revoked.") % token, {"id": token, "revoked": True}, as_json=as_json)
