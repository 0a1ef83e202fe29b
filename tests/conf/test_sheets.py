"""What is written as many style sheets is served as one."""

from pathlib import Path
from typing import Any

from django.conf import LazySettings
from django.core.management import call_command

from changehands.conf.sheets import ENTRY, laid_together
from changehands.kernel.environment import PACKAGE

CSS = PACKAGE / "static/changehands/css"


def test_every_sheet_is_laid_into_the_entry_and_none_is_imported() -> None:
    whole = laid_together(CSS / "manager.css")
    assert "@import" not in whole
    for sheet in CSS.glob("*.css"):
        if sheet.name != "manager.css":
            assert sheet.read_text(encoding="utf-8") in whole, sheet.name


def test_the_collected_entry_is_whole_and_points_at_hashed_fonts(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "changehands.conf.sheets.OneSheet"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    [collected] = found(tmp_path, Path(ENTRY))
    text = collected.read_text(encoding="utf-8")
    assert "@import" not in text
    assert "inter-latin-wght-normal.woff2" not in text
    assert collected.with_name(f"{collected.name}.gz").exists()


def found(root: Path, path: Path) -> list[Any]:
    return list(root.glob(f"{path.parent}/{path.stem}.*.css"))
