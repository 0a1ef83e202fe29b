"""What tokens may be good for."""

from changehands.policy.permissions import Permission
from changehands.policy.scopes import NEEDED, OF_THE_PLATFORM, Scope


def test_every_permission_needs_a_scope() -> None:
    assert list(NEEDED) == list(Permission)


def test_looking_needs_a_scope_for_reading_and_acting_one_for_writing() -> None:
    for permission, scope in NEEDED.items():
        assert scope.endswith(":read") is (".view" in permission)


def test_scopes_of_the_platform_bring_no_permission_in_an_organization() -> None:
    assert not OF_THE_PLATFORM & set(NEEDED.values())
    assert all(scope in OF_THE_PLATFORM for scope in Scope if scope.startswith("platform:"))
