"""Every setting, declared once: type, default and a sentence. `NAME_FILE` gives NAME too."""

import os
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

_SECRET: Final = frozenset({"database_url", "secret_key", "secret_key_fallbacks", "smtp_url"})
PACKAGE: Final = Path(__file__).resolve().parent.parent
# never shown, not even where they are wrong: they are, or hold, passwords
SECRETS: Final = frozenset({"secret_key", "secret_key_fallbacks", "database_url", "smtp_url"})
EXPECTED: Final = {
    "base_url": "it is not an address such as https://manager.example",
    "database_url": "it is not an address such as postgresql://user:password@host/name",
    "smtp_url": "it is not an address such as smtp://user:password@host:587",
    "secret_key": "it has fewer than 50 characters",
}


class WrongEnvironment(Exception):
    """The environment is wrong; the message lists every setting with what to do."""


class FromFiles(PydanticBaseSettingsSource):
    """`NAME_FILE=/run/secrets/name` gives the setting NAME the content of that file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The content of the file that the environment names for this field, or None."""
        path = os.environ.get(f"{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise WrongEnvironment(
                f"{field_name.upper()}_FILE: {path} cannot be read ({error.strerror}). "
                "Name a file that this process may read."
            ) from error

    def __call__(self) -> dict[str, Any]:
        """All fields for which a file is named."""
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


class Environment(BaseSettings):
    """What can be set from outside."""

    model_config = SettingsConfigDict(case_sensitive=False, extra="ignore", frozen=True)

    port: int = Field(8000, ge=1, le=65535, description="Port the Manager listens on.")
    host: str = Field("127.0.0.1", description="Address the Manager listens on.")
    base_url: str = Field(
        "",
        pattern=r"^$|^https?://[^/]+$",
        description="Address of the Manager in links and mails, without a slash at the end; "
        "empty: http://localhost:PORT.",
    )
    data: Path | None = Field(
        None,
        description="Folder of the embedded PostgreSQL (DATA/postgresql) and of the Manager's own "
        "files (DATA/manager); empty: data in the current folder, for root /var/lib/changehands.",
    )
    database_url: str = Field(
        "",
        pattern=r"^$|^postgres(ql)?://",
        description="An external PostgreSQL (15 or later), postgresql://user:password@host/name; "
        "empty: the embedded one is started.",
    )
    database_is_pooled: bool = Field(
        False,
        description="DATABASE_URL leads to a pooler that hands a connection on after each "
        "transaction (PgBouncer): nothing is then kept on a connection.",
    )
    secret_key: str = Field(
        "",
        pattern=r"^$|^.{50,}$",
        description="Key of sessions and transfer links, 50 random characters or more, the same "
        "on every machine; empty: one is made and kept in DATA.",
    )
    secret_key_fallbacks: str = Field(
        "", description="Older keys, separated by commas, that links and sessions may still use."
    )
    smtp_url: str = Field(
        "",
        pattern=r"^$|^smtp(s|\+tls)?://",
        description="Mail server, smtp://user:password@host:port, smtp+tls:// for STARTTLS, "
        "smtps:// for TLS; empty: mail is kept in DATA/manager/mail and shown under /demo/mail/.",
    )
    mail_from: str = Field("Changehands <no-reply@localhost>", description="Sender of every mail.")
    catalogue: Path = Field(
        PACKAGE / "catalogue.toml", description="The catalogue of kinds (TOML)."
    )
    help_folder: Path | None = Field(
        None,
        description="Folder of articles of your own for the help centre, laid out as the shipped "
        "one; an article there replaces the shipped one of the same number and language.",
    )
    transfer_days: int = Field(
        7, ge=1, le=90, description="Days a transfer waits before it expires."
    )
    reminder_hours: int = Field(
        48, ge=1, le=720, description="Hours before the expiry at which a reminder is sent."
    )
    api_calls_per_minute: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="Calls of the API that one token may make in a minute; 0: no limit. Access "
        "questions are not counted.",
    )
    web_workers: int = Field(2, ge=1, le=64, description="Web processes.")
    trusted_proxies: int = Field(
        0, ge=0, le=10, description="Proxies in front whose X-Forwarded-For is believed."
    )
    webhook_allow_private: bool = Field(
        False,
        description="Let webhooks go to private addresses, any port and plain http. Only for tries "
        "on a machine of your own: whoever administers an Organization could reach your network.",
    )
    demo: bool = Field(
        False, description="Show the people of the demo on the login page. Never in production."
    )

    @field_validator("help_folder", mode="before")
    @classmethod
    def _is_folder(cls, value: str | Path | None) -> Path | None:
        if value and not Path(value).is_dir():
            raise PydanticCustomError("folder", "there is no such folder")
        return Path(value) if value else None

    @property
    def folder(self) -> Path:
        """Where the Manager keeps its own files: its key, its static files, mail without SMTP_URL."""
        return (self.data or Path("data")) / "manager"

    @property
    def cluster(self) -> Path:
        """Where the embedded PostgreSQL lives."""
        return (self.data or Path("data")) / "postgresql"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over files."""
        return init_settings, env_settings, FromFiles(settings_cls)


def read() -> Environment:
    """The settings from the environment. Raises WrongEnvironment naming each wrong one."""
    try:
        return Environment()  # type: ignore[call-arg]
    except ValidationError as error:
        raise WrongEnvironment("\n".join(_sentence(row) for row in error.errors())) from error


def _sentence(row: Any) -> str:
    name = str(row["loc"][0])
    value = "" if name in SECRETS else f" to {row['input']!r}"
    reason = row["msg"]
    if row["type"] == "string_pattern_mismatch":
        reason = EXPECTED.get(name, reason)
    about = Environment.model_fields[name].description
    return f"{name.upper()} is set{value}: {reason[0].lower()}{reason[1:]}. What it is: {about}"
