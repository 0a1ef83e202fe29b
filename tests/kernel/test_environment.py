"""The settings from the environment."""

from pathlib import Path

import pytest

from changehands.kernel.environment import Environment, WrongEnvironment, read


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def test_every_setting_has_a_default_and_a_sentence() -> None:
    read()
    for name, field in Environment.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


WRONG = {
    "PORT": ["", "0", "65536", "eighty", "80.5"],
    "BASE_URL": ["manager.example", "https://manager.example/", "ftp://manager.example"],
    "DATABASE_URL": ["mysql://root:hunter2@localhost/x", "changehands", "sqlite:///x"],
    "SMTP_URL": ["mail.example:25", "http://user:hunter2@mail.example"],
    "TRANSFER_DAYS": ["0", "91", "a week"],
    "REMINDER_HOURS": ["0", "721", "-1"],
    "WEB_WORKERS": ["0", "65"],
    "TRUSTED_PROXIES": ["-1", "11", "all"],
    "DEMO": ["perhaps"],
    "SECRET_KEY": ["hunter2"],
}
EACH_WRONG = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("name", "value"), EACH_WRONG)
def test_a_wrong_setting_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongEnvironment) as caught:
        read()
    described = Environment.model_fields[name.lower()].description
    assert str(caught.value).startswith(f"{name} is set")
    assert str(caught.value).endswith(f" {described}")
    assert "hunter2" not in str(caught.value)


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("DEMO", "perhaps")
    with pytest.raises(WrongEnvironment) as caught:
        read()
    assert [line.split()[0] for line in str(caught.value).splitlines()] == ["PORT", "DEMO"]


RIGHT = [
    ("PORT", "8080", 8080),
    ("BASE_URL", "https://manager.example", "https://manager.example"),
    ("DATABASE_URL", "postgres://u:p@h/n", "postgres://u:p@h/n"),
    ("SMTP_URL", "smtp+tls://u:p@mail.example:587", "smtp+tls://u:p@mail.example:587"),
    ("DATA", "/srv/data", Path("/srv/data")),
    ("DEMO", "1", True),
    ("TRANSFER_DAYS", "90", 90),
    ("HELP_FOLDER", "/", Path("/")),
    ("HELP_FOLDER", "", None),
]


@pytest.mark.parametrize(("name", "value", "read_as"), RIGHT)
def test_a_setting_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read_as: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(read(), name.lower()) == read_as


FROM_FILE = "a secret from a file" * 3
FROM_ENVIRONMENT = "a secret from the environment" * 3


def test_a_secret_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(FROM_FILE + "\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(file))
    assert read().secret_key == FROM_FILE
    monkeypatch.setenv("SECRET_KEY", FROM_ENVIRONMENT)
    assert read().secret_key == FROM_ENVIRONMENT


def test_a_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(WrongEnvironment, match=r"SECRET_KEY_FILE: .*missing cannot be read") as it:
        read()
    assert "Name a file that this process may read." in str(it.value)


def test_what_a_file_holds_is_checked_as_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "url"
    file.write_text("mysql://root:hunter2@localhost/x")
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))
    with pytest.raises(WrongEnvironment, match="DATABASE_URL") as caught:
        read()
    assert "hunter2" not in str(caught.value)
