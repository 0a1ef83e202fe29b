import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from changehands.cli import main
from tests.cli.processes import open_folder, run

Refused = Callable[..., str]
KEY = "k" * 50
NOBODY = "postgresql://me:hunter2@127.0.0.1:1/none"


@pytest.fixture
def data() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder / "data"


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Refused:
    """What the command says on standard error when these settings make it refuse."""

    def run_with(**settings: str) -> str:
        for name, value in {"DATA": str(tmp_path), "SECRET_KEY": KEY, **settings}.items():
            monkeypatch.setenv(name, value)
        if "SECRET_KEY_FILE" in settings:
            monkeypatch.delenv("SECRET_KEY")
        monkeypatch.setattr("sys.argv", ["changehands", "verify"])
        with pytest.raises(SystemExit) as exit:
            main()
        assert exit.value.code == 2
        return capsys.readouterr().err

    return run_with


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("PORT", "abc", "should be a valid integer"),
        ("PORT", "0", "greater than or equal to 1"),
        ("TRANSFER_DAYS", "1000", "less than or equal to 90"),
        ("BASE_URL", "manager.example/", "such as https://manager.example"),
        ("DATABASE_URL", "mysql://host/name", "such as postgresql://user:password@host/name"),
        ("SMTP_URL", "mail.example", "such as smtp://user:password@host:587"),
        ("SECRET_KEY", "short", "fewer than 50 characters"),
        ("SECRET_KEY_FILE", "/nowhere/key", "Name a file that this process may read"),
        ("DATA", "/dev/null/data", "Set DATA to a folder of your own"),
        ("DATABASE_URL", NOBODY, "Start it or correct the address"),
    ],
)
def test_a_wrong_setting_is_a_sentence_that_names_it(
    name: str, value: str, remedy: str, refused: Refused
) -> None:
    said = refused(**{name: value})
    assert remedy in said and said.startswith(name)


def test_all_wrong_settings_are_told_at_once(refused: Refused) -> None:
    said = refused(PORT="abc", WEB_WORKERS="0", TRANSFER_DAYS="x")
    first = [line.split()[0] for line in said.splitlines()]
    assert first == ["PORT", "TRANSFER_DAYS", "WEB_WORKERS"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "SMTP_URL"])
def test_a_wrong_secret_is_not_shown(name: str, refused: Refused) -> None:
    said = refused(**{name: "hunter2"})
    assert name in said and "hunter2" not in said


def test_the_password_of_the_database_is_not_shown_when_it_does_not_answer(
    refused: Refused,
) -> None:
    assert "hunter2" not in refused(DATABASE_URL=NOBODY)


def test_a_wrong_catalogue_is_told_without_a_traceback(data: Path) -> None:
    url = os.environ["DATABASE_URL"]
    done = run("verify", DATA=data, DATABASE_URL=url, SECRET_KEY=KEY, CATALOGUE="/nowhere.toml")
    assert done.returncode == 2
    assert "/nowhere.toml" in done.stderr and "Traceback" not in done.stderr


def test_a_command_that_does_not_exist_is_wrong_use() -> None:
    assert run("fly").returncode == 2


def test_the_key_is_made_once_and_kept_for_oneself(data: Path) -> None:
    settings = {"DATA": data, "DATABASE_URL": NOBODY}
    key = data / "manager" / "secret-key"
    run("verify", **settings)
    first = key.read_text()
    run("verify", **settings)
    assert key.read_text() == first and len(first.strip()) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_no_folder_above_the_data_gets_other_permissions(data: Path) -> None:
    before = {folder: folder.stat().st_mode for folder in data.parents}
    assert run("migrate", DATA=data / "deep").returncode == 0
    assert {folder: folder.stat().st_mode for folder in data.parents} == before
