"""Which names are taken, and in which form."""

import pytest

from changehands.kernel.errors import Invalid
from changehands.kernel.names import clean_name

REAL = (
    "Ours SA",
    "Bäckerei Müller & Söhne",
    "Société d'Électricité",
    "Booking.com",
    "S.p.A. Milano",
    "日本放送協会",
    "Αθήνα ΑΕ",
    "ООО Ромашка",
    "شرکت می\u200cخواهم",
    "किसान संघ",
    "חברת החשמל",
    "서울 교통",
    "บริษัท ไทย",
    "7-Eleven",
)
MISLEADING = {
    "": "name-missing",
    "  \t ": "name-missing",
    "...": "name-missing",
    "\u3164": "name-invisible",
    "Ours\u202eAS": "name-invisible",
    "Ou\u200brs": "name-invisible",
    "Ou\u200drs": "name-invisible",
    "Ours\0": "name-invisible",
    "Win at https://evil.example": "name-is-address",
    "see www.evil.example": "name-is-address",
    "evil.example/login": "name-is-address",
    "evil.example:80/x": "name-is-address",
    "write to me@evil.example": "name-is-address",
    "x" * 121: "name-too-long",
}


@pytest.mark.parametrize("name", REAL)
def test_real_names_in_any_script_are_kept(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(("name", "code"), MISLEADING.items())
def test_misleading_names_are_refused_with_the_reason(name: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_name(name, field="title")
    assert (refusal.value.code, refusal.value.field) == (code, "title")


def test_white_space_around_and_within_is_tidied() -> None:
    assert clean_name("  Ours \n  SA ") == "Ours SA"
    assert clean_name("x" * 120) == "x" * 120
