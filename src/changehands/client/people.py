"""The people of an Organization, who is invited, and its work teams."""

from collections.abc import Iterator
from typing import Literal

from changehands.client.resources import Resource
from changehands.client.shapes import Member, OpenInvitation, Team, TeamMember

Role = Literal["owner", "admin", "member", "external"]


class Members(Resource):
    """The people of an Organization."""

    def list(
        self, organization: str, *, search: str = "", role: Role | Literal[""] = ""
    ) -> Iterator[Member]:
        """All of them by name."""
        path = f"/organizations/{organization}/members"
        return self._transport.pages(path, Member, search=search, role=role)

    def change_role(self, member: str, role: Role) -> Member:
        """Give one of them another role."""
        return self._transport.change(f"/members/{member}", Member, {"role": role})

    def remove(self, member: str) -> None:
        """End a place, and with it the person's rights on the Organization's products."""
        self._transport.write("DELETE", f"/members/{member}")


class Invitations(Resource):
    """Who is invited into an Organization."""

    def list(self, organization: str) -> Iterator[OpenInvitation]:
        """Those that can still be taken up, by address."""
        return self._transport.pages(f"/organizations/{organization}/invitations", OpenInvitation)

    def send(
        self,
        organization: str,
        email: str,
        *,
        role: Role = "member",
        language: str | None = None,
    ) -> OpenInvitation:
        """Invite an address by mail, in this language or in that of the token's person."""
        body = {"email": email, "role": role, "language": language}
        path = f"/organizations/{organization}/invitations"
        return self._transport.make(path, OpenInvitation, body)

    def withdraw(self, invitation: str) -> None:
        """Take one back: its link is dead from now on."""
        self._transport.write("DELETE", f"/invitations/{invitation}")


class Teams(Resource):
    """The work teams of an Organization. Their members are named by their memberships."""

    def list(self, organization: str, *, search: str = "") -> Iterator[Team]:
        """All of them by name."""
        return self._transport.pages(f"/organizations/{organization}/teams", Team, search=search)

    def show(self, team: str) -> Team:
        """One of them."""
        return self._transport.get(f"/teams/{team}", Team)

    def create(self, organization: str, name: str) -> Team:
        """Make one."""
        return self._transport.make(f"/organizations/{organization}/teams", Team, {"name": name})

    def rename(self, team: str, name: str) -> Team:
        """Call it otherwise."""
        return self._transport.change(f"/teams/{team}", Team, {"name": name})

    def delete(self, team: str) -> None:
        """Dissolve it; the rights through it end, the people stay."""
        self._transport.write("DELETE", f"/teams/{team}")

    def members(self, team: str, *, search: str = "") -> Iterator[TeamMember]:
        """Its people by name."""
        return self._transport.pages(f"/teams/{team}/members", TeamMember, search=search)

    def add(self, team: str, member: str) -> TeamMember:
        """Put a member of the Organization into it."""
        return self._transport.make(f"/teams/{team}/members", TeamMember, {"member_id": member})

    def remove(self, team: str, member: str) -> None:
        """Take a person out of it; the rights that they have through it end."""
        self._transport.write("DELETE", f"/teams/{team}/members/{member}")
