"""The general conditions."""

import pytest

from changehands.kernel.errors import Invalid
from changehands.policy import conditions


def test_the_version_in_force_is_accepted() -> None:
    conditions.require_current(conditions.CURRENT)


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("", "conditions-not-accepted"),
        ("2020-01-01", "conditions-outdated"),
        (f"{conditions.CURRENT} ", "conditions-outdated"),
    ],
)
def test_nothing_else_is(version: str, code: str) -> None:
    """R33."""
    with pytest.raises(Invalid) as caught:
        conditions.require_current(version)
    assert (caught.value.code, caught.value.field) == (code, "conditions")
    assert str(caught.value).endswith((".", "it."))
