"""Where Organizations are, and in what they pay."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

CURRENCIES: Final = ("CHF", "EUR", "GBP", "USD")


@cache
def countries() -> Mapping[str, str]:
    """English names by ISO 3166 code, as the time zone database lists them."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
