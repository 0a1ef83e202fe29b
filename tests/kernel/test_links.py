"""The secret of a transfer's link."""

from collections import Counter
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changehands.kernel import links
from changehands.kernel.ids import new_id

KEY, TRANSFER = "the server's key", UUID(int=42)
SECRET = links.secret_for(KEY, TRANSFER, 1)


def fits(secret: str, *, keys: tuple[str, ...] = (KEY,), generation: int = 1) -> bool:
    return links.matches(secret, keys, TRANSFER, generation)


def test_a_secret_has_a_prefix_a_body_and_a_checksum() -> None:
    assert links.PATTERN.fullmatch(SECRET)
    assert len(SECRET) == 4 + 32 + 6
    assert links.is_well_formed(SECRET)
    assert fits(SECRET)


def test_it_is_the_same_whenever_it_is_derived() -> None:
    assert links.secret_for(KEY, TRANSFER, 1) == SECRET


def test_another_key_transfer_or_generation_gives_another() -> None:
    others = {
        links.secret_for("another key", TRANSFER, 1),
        links.secret_for(KEY, uuid4(), 1),
        links.secret_for(KEY, TRANSFER, 2),
    }
    assert len(others | {SECRET}) == 4
    assert not any(fits(other) for other in others)
    assert not fits(SECRET, generation=2)
    assert not links.matches(SECRET, [KEY], uuid4(), 1)


def test_an_older_key_is_accepted_while_it_is_listed() -> None:
    assert fits(SECRET, keys=("newest", "newer", KEY))
    assert not fits(SECRET, keys=("newest", "newer"))
    assert not fits(SECRET, keys=())


@pytest.mark.parametrize("length", range(42))
def test_a_truncated_secret_is_told_apart(length: int) -> None:
    assert not links.is_well_formed(SECRET[:length])
    assert not fits(SECRET[:length])
    assert links.find_secret(SECRET[:length]) is None


@pytest.mark.parametrize("place", range(42))
def test_no_byte_can_be_flipped(place: int) -> None:
    for bit in range(7):
        flipped = SECRET[:place] + chr(ord(SECRET[place]) ^ (1 << bit)) + SECRET[place + 1 :]
        assert not links.is_well_formed(flipped)
        assert not fits(flipped)


@given(st.integers(4, 40))
def test_two_neighbours_that_changed_places_are_told_apart(place: int) -> None:
    left, right = SECRET[place], SECRET[place + 1]
    if left != right:
        assert not links.is_well_formed(SECRET[:place] + right + left + SECRET[place + 2 :])


@given(st.text())
def test_no_other_text_fits(text: str) -> None:
    assert not links.is_well_formed(text)
    assert not fits(text)


@given(st.text(), st.text(alphabet=" \n#<>\"'.,/?=&", max_size=5))
def test_a_secret_is_found_wherever_it_was_pasted(before: str, after: str) -> None:
    assert links.find_secret(before + "#" + SECRET + after) == SECRET


def test_ten_thousand_secrets_are_all_different_and_evenly_made() -> None:
    """Each of the 62 signs at each place about as often; the bounds fail once in a million runs."""
    key = str(uuid4())
    secrets = [links.secret_for(key, new_id(), 1) for _ in range(10_000)]
    assert len(set(secrets)) == 10_000
    expected = 10_000 / 62
    for place in range(4, 36):
        counts = Counter(secret[place] for secret in secrets)
        chi_squared = sum((counts[sign] - expected) ** 2 / expected for sign in links._ALPHABET)
        assert len(counts) == 62
        assert chi_squared < 143  # 61 degrees of freedom, p about 1e-8
