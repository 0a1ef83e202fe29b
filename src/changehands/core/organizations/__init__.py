"""Organizations: who is in them, what their role lets them do, and their work teams."""

from changehands.core.organizations.invitations import (
    accept_invitation,
    invitation_address,
    invite,
    prove_invitation,
    withdraw_invitation,
)
from changehands.core.organizations.operations import (
    change_role,
    create,
    edit,
    leave,
    remove_member,
)
from changehands.core.organizations.teams import (
    add_to_team,
    create_team,
    delete_team,
    remove_from_team,
    rename_team,
)

__all__ = [
    "accept_invitation",
    "add_to_team",
    "change_role",
    "create",
    "create_team",
    "delete_team",
    "edit",
    "invitation_address",
    "invite",
    "leave",
    "prove_invitation",
    "remove_from_team",
    "remove_member",
    "rename_team",
    "withdraw_invitation",
]
