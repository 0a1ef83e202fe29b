"""The reference of the columns says what the rows are."""

import re
from pathlib import Path

import pytest

from changehands.core.inventory.rows import TYPES, Row

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "import.md"


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.noun())
def test_every_column_of_a_type_is_in_the_reference(model: type[Row]) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    section = text.partition(f"### {model.noun()}\n")[2].partition("\n#")[0]
    heads = [line.split("|")[1] for line in section.splitlines() if line.startswith("|")][2:]
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert re.findall(r"`(\w+)`", " ".join(heads)) == model.columns()
    assert set(re.findall(r"\*\*`(\w+)`\*\*", " ".join(heads))) == required
    assert f"`{model.stem}.csv`" in text
