"""The errors of the core."""

import pytest

from changehands.kernel import errors
from changehands.kernel.errors import ChangehandsError, Invalid

KINDS = ["NotFound", "Denied", "Conflict", "Invalid", "TooMany", "Unavailable"]


@pytest.mark.parametrize("name", KINDS)
def test_an_error_has_a_code_a_sentence_and_its_values(name: str) -> None:
    error = getattr(errors, name)("no-tea", "%(count)s pots of %(what)s.", count=3, what="tea")
    assert isinstance(error, ChangehandsError)
    assert (error.code, error.field, str(error)) == ("no-tea", "", "3 pots of tea.")
    assert error.args == ("no-tea",)
    assert error.params == {"count": 3, "what": "tea"}


def test_a_sentence_without_values_may_hold_any_sign() -> None:
    assert str(Invalid("x", "100 % of it.", field="amount")) == "100 % of it."
    assert Invalid("x", "No.", field="amount").field == "amount"
