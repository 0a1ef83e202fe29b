"""Identifiers."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changehands.kernel.errors import NotFound
from changehands.kernel.ids import PREFIXES, from_public, new_id, to_public

KEY = UUID("01a20532-40ba-7793-8fdd-d0fdc5e32a2d")


def test_new_ones_sort_by_time_and_never_repeat() -> None:
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert {key.version for key in made} == {7}
    assert all(type(key) is UUID for key in made)


def test_each_noun_has_a_prefix_of_its_own() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@given(st.sampled_from(sorted(PREFIXES)), st.uuids())
def test_what_is_shown_outside_leads_back(noun: str, key: UUID) -> None:
    text = to_public(noun, key)
    assert text.startswith(PREFIXES[noun] + "_")
    assert from_public(noun, text) == key


def test_what_is_shown_sorts_as_the_keys_do() -> None:
    made = [new_id() for _ in range(100)]
    assert sorted(to_public("transfer", key) for key in made) == [
        to_public("transfer", key) for key in made
    ]


GOOD = to_public("transfer", KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "trf",
        "trf_",
        str(KEY),
        GOOD[4:],
        GOOD[:-1],
        GOOD + "0",
        GOOD.upper(),
        f" {GOOD}",
        f"{GOOD}\n",
        GOOD.replace("trf", "prd"),
        "trf_8" + GOOD[5:],
        "trf_" + "u" * 26,
        "trf_" + "0" * 10_000,
        "trf_\0" + GOOD[5:],
        "../" + GOOD,
        GOOD.replace("0", "O", 1),
    ],
)
def test_anything_else_is_nothing(text: str) -> None:
    with pytest.raises(NotFound) as caught:
        from_public("transfer", text)
    assert caught.value.code == "transfer-not-found"


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(NotFound):
        from_public("product", text)
