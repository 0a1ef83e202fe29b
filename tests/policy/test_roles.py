"""The four roles."""

from changehands.policy.roles import ADMINISTRATORS, EVERYONE, RANK, Role


def test_roles_are_listed_from_the_highest_down() -> None:
    assert list(Role) == sorted(Role, key=RANK.__getitem__, reverse=True)
    assert [str(role) for role in Role] == ["owner", "admin", "member", "external"]


def test_administrators_are_the_two_highest() -> None:
    assert {role for role in Role if RANK[role] >= 2} == ADMINISTRATORS
    assert set(Role) == EVERYONE
