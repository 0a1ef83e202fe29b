"""The typesetter: what it is given is data, and what goes wrong is said."""

from pathlib import Path

import pytest

from changehands.web.typesetting import typeset


def test_data_arrives_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "page.typ"
    source.write_text(
        '#set document(title: "T")\n#set text(font: "DejaVu Sans Mono")\n'
        '#assert.eq(sys.inputs.data, "é #panic()")\nx'
    )
    document = typeset(source, fonts=tmp_path, data="é #panic()", timestamp=0)
    assert document.startswith(b"%PDF-1.7")


def test_a_source_that_cannot_be_set_is_an_error_with_its_reason(tmp_path: Path) -> None:
    source = tmp_path / "page.typ"
    source.write_text("#panic(1)")
    with pytest.raises(RuntimeError, match="panicked"):
        typeset(source, fonts=tmp_path, data="", timestamp=0)


def test_a_source_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("x")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "page.typ").write_text('#read("/../outside.txt")')
    with pytest.raises(RuntimeError):
        typeset(inside / "page.typ", fonts=tmp_path, data="", timestamp=0)
