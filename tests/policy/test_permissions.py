"""Who may do what, as one table."""

import pytest

from changehands.policy.permissions import ROLES, Permission, actions, allows, matrix
from changehands.policy.roles import ADMINISTRATORS, RANK, Role

EACH_ROLE = pytest.mark.parametrize("role", Role)


def test_every_permission_has_a_row() -> None:
    assert list(ROLES) == list(Permission)


@pytest.mark.parametrize("permission", Permission)
def test_a_stranger_may_nothing(permission: Permission) -> None:
    assert not allows(permission, None)
    assert actions(None) == []


@pytest.mark.parametrize("permission", Permission)
def test_an_owner_may_everything(permission: Permission) -> None:
    assert allows(permission, Role.OWNER)


@pytest.mark.parametrize("permission", Permission)
def test_a_higher_role_may_whatever_a_lower_one_may(permission: Permission) -> None:
    ranks = sorted(RANK[role] for role in ROLES[permission])
    assert ranks == list(range(4 - len(ranks), 4))


@pytest.mark.parametrize("name", [p for p in Permission if p.startswith("transfers.")])
def test_transfers_are_for_owners_and_administrators(name: Permission) -> None:
    """R30, R52."""
    assert ROLES[name] == ADMINISTRATORS


def test_only_owners_make_owners() -> None:
    """R70."""
    assert ROLES[Permission.OWNERS_MANAGE] == {Role.OWNER}


def test_external_users_see_their_own_products_and_nobody_else() -> None:
    assert actions("external") == ["organization.view", "organization.leave", "products.view-own"]


@EACH_ROLE
def test_the_list_of_actions_is_the_table_read_the_other_way(role: Role) -> None:
    assert set(actions(role)) == {p for p in Permission if role in ROLES[p]}
    assert actions(str(role)) == actions(role)


def test_an_unknown_role_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="king"):
        allows(Permission.ORGANIZATION_VIEW, "king")


def test_the_matrix_shows_every_cell() -> None:
    head, rule, *rows = matrix().splitlines()
    assert head == "| permission | owner | admin | member | external | stranger |"
    assert rule == "|---|---|---|---|---|---|"
    assert len(rows) == len(Permission)
    for permission, row in zip(Permission, rows, strict=True):
        marks = ["✔" if allows(permission, role) else "✘" for role in [*Role, None]]
        assert row == f"| `{permission}` | {' | '.join(marks)} |"
