"""`changehands members`, `teams` and `invitations`: the people of an Organization."""

from typing import Annotated, Any, Final, Literal

import typer

from changehands.cli.language import _, noop
from changehands.cli.remote.options import Json, MailLanguage, Organization, Search

members_app: Final = typer.Typer(help="The people of an Organization: list, change, remove.")
invitations_app: Final = typer.Typer(help="Who is invited: list, invite, withdraw.")
teams_app: Final = typer.Typer(help="The work teams of an Organization: list them, show one.")
Role = Literal["owner", "admin", "member", "external"]
MembershipId = Annotated[str, typer.Argument(metavar="MEMBERSHIP", help="Its id (mem_…).")]


@members_app.callback(invoke_without_command=True)
def members(
    context: typer.Context,
    search: Search = "",
    role: Annotated[Role | None, typer.Option(help="Only people with this role.")] = None,
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """List the people of an Organization; or change a role, or remove somebody."""
    from changehands.cli.remote import session, showing

    if context.invoked_subcommand:
        return
    columns: dict[str, Any] = {
        noop("membership"): lambda row: row.id,
        noop("name"): lambda row: row.person.name,
        noop("address"): lambda row: row.person.email,
        noop("role"): lambda row: row.role,
        noop("teams"): lambda row: [team.name for team in row.teams],
    }
    with session.in_organization(organization, as_json) as (client, home):
        rows = client.members.list(home, search=search, role=role or "")
        showing.show_rows(rows, columns, as_json=as_json)


@members_app.command("role")
def change_role(
    member: MembershipId,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="owner, admin, member, external.")],
    as_json: Json = False,
) -> None:
    """Give a person another role."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        found = client.members.change_role(member, role)
        said = f"{found.person.name}: {found.role}"
        telling.said(said, found.as_json(), as_json=as_json)


@members_app.command("remove")
def remove_member(member: MembershipId, as_json: Json = False) -> None:
    """End a person's place, and with it their rights on the Organization's products."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        client.members.remove(member)
        told = {"id": member, "removed": True}
        telling.said(_("%s is removed.") % member, told, as_json=as_json)


@invitations_app.callback(invoke_without_command=True)
def invitations(
    context: typer.Context, organization: Organization = None, as_json: Json = False
) -> None:
    """List the invitations that can still be taken up; or invite, or withdraw one."""
    from changehands.cli.remote import session, showing

    if context.invoked_subcommand:
        return
    columns: dict[str, Any] = {
        noop("invitation"): lambda row: row.id,
        noop("address"): lambda row: row.email,
        noop("role"): lambda row: row.role,
        noop("by"): lambda row: row.invited_by.name,
        noop("expires"): lambda row: row.expires_at,
    }
    with session.in_organization(organization, as_json) as (client, home):
        showing.show_rows(client.invitations.list(home), columns, as_json=as_json)


@invitations_app.command("send")
def invite(
    email: Annotated[str, typer.Argument(help="To which address.")],
    role: Annotated[Role, typer.Option(help="As what.")] = "member",
    language: MailLanguage = None,
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """Invite an address into an Organization, by mail."""
    from changehands.cli.remote import session, telling

    with session.in_organization(organization, as_json) as (client, home):
        made = client.invitations.send(home, email, role=role, language=language)
        said = _("The invitation %(id)s goes to %(address)s.") % {
            "id": made.id,
            "address": made.email,
        }
        telling.said(said, made.as_json(), as_json=as_json)


@invitations_app.command("withdraw")
def withdraw(
    invitation: Annotated[str, typer.Argument(help="Its id (inv_…).")], as_json: Json = False
) -> None:
    """Take an invitation back: its link is dead from now on."""
    from changehands.cli.remote import session, telling

    with session.signed_in(as_json) as client:
        client.invitations.withdraw(invitation)
        told = {"id": invitation, "withdrawn": True}
        telling.said(_("%s is withdrawn.") % invitation, told, as_json=as_json)


@teams_app.callback(invoke_without_command=True)
def teams(
    context: typer.Context,
    search: Search = "",
    organization: Organization = None,
    as_json: Json = False,
) -> None:
    """List the work teams of an Organization; or show one."""
    from changehands.cli.remote import session, showing

    if context.invoked_subcommand:
        return
    columns: dict[str, Any] = {
        noop("team"): lambda row: row.id,
        noop("name"): lambda row: row.name,
        noop("people"): lambda row: row.people,
        noop("products"): lambda row: row.products,
    }
    with session.in_organization(organization, as_json) as (client, home):
        rows = client.teams.list(home, search=search)
        showing.show_rows(rows, columns, as_json=as_json)


@teams_app.command("show")
def show_team(
    team: Annotated[str, typer.Argument(help="Its id (tem_…).")], as_json: Json = False
) -> None:
    """Show a work team and its people."""
    from changehands.cli.remote import session, showing

    columns: dict[str, Any] = {
        noop("membership"): lambda row: row.id,
        noop("name"): lambda row: row.person.name,
        noop("address"): lambda row: row.person.email,
        noop("role"): lambda row: row.role,
    }
    with session.signed_in(as_json) as client:
        found = client.teams.show(team)
        people = showing.collected(client.teams.members(team), noop("Reading"), found.people)
        if as_json:
            told = {"members": [row.as_json() for row in people]}
            return showing.show_json(found.as_json() | told)
        showing.show_facts(
            {
                noop("team"): found.id,
                noop("name"): found.name,
                noop("products"): found.products,
            }
        )
        showing.show_rows(people, columns, as_json=False)
