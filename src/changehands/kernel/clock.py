"""The one place that asks what time it is. Edges ask once and pass the answer in."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - its one home
