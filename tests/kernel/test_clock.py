"""The clock."""

from datetime import UTC, datetime, timedelta

from changehands.kernel.clock import now


def test_it_is_the_present_in_utc() -> None:
    before = datetime.now(UTC)  # noqa: TID251 - compared with the one clock
    assert before <= now() <= before + timedelta(seconds=5)
    assert now().tzinfo is UTC
