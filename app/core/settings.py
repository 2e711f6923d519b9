"""Every setting there is, with its default, what it means, and which values are refused."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """Read from the environment with the prefix CLAUSEWAY_, and from `.env` in the working folder."""

    model_config = SettingsConfigDict(
        env_prefix="CLAUSEWAY_", env_file=".env", extra="ignore", frozen=True, validate_default=True
    )

    environment: Literal["development", "production"] = Field(
        "development", description="In production, unsafe settings refuse to start."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str = Field(
        "",
        description="The address learners use, without a slash at the end; stands in mails, certificates and QR codes. Empty: http://HOST:PORT.",
    )
    data_dir: Path = Field(
        ROOT / "data", description="Folder for the embedded database, the secret and the cache."
    )
    courses_dir: Path = Field(ROOT / "courses", description="Folder of courses, read only.")
    quizzes_dir: Path = Field(ROOT / "quizzes", description="Folder of question banks, read only.")
    cache_dir: Path | None = Field(
        None, description="Folder for rendered content. Empty: `cache` in the data folder."
    )
    database_url: str = Field(
        "",
        description="Address of the database, for example postgresql://user:password@host/name. Empty: SQLite in the data folder.",
    )
    database_pool: int = Field(
        10, ge=1, le=200, description="Connections a process keeps to PostgreSQL."
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs the cookie that carries a message to the next page, at least 32 characters. Empty: made once and kept in the data folder; processes on several machines need the same one.",
    )
    read_without_account: bool = Field(
        True, description="Whether units can be read without an account."
    )
    sign_up: Literal["open", "domain", "invitation"] = Field(
        "open", description="Who may sign up: anyone, addresses of some domains, invited people."
    )
    sign_up_domains: str = Field(
        "", description="With sign_up=domain: the mail domains, separated by commas."
    )
    session_days: int = Field(30, ge=1, le=365, description="Days until a sign-in ends.")
    issuer_name: str = Field("Clauseway", description="Who issues certificates.")
    issuer_place: str = Field("", description="Where the issuer sits, printed on certificates.")
    issuer_logo: Path | None = Field(
        None, description="SVG file of the issuer's logo for certificates. Empty: Clauseway's mark."
    )
    certificate_score: bool = Field(True, description="Whether certificates name the score.")
    privacy_url: str = Field("", description="Address of your privacy notice. Empty: /privacy.")
    privacy_contact: str = Field("", description="Whom to ask about personal data, on /privacy.")
    imprint_url: str = Field("", description="Address of your imprint. Empty: /imprint.")
    imprint: str = Field("", description="Text of /imprint: who runs this site.")
    report_url: str = Field(
        "", description="Where 'Report a mistake here' leads: an address or mailto:. Empty: a page."
    )
    smtp_host: str = Field("", description="Mail server. Empty: mails go to the log.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field("", description="User name at the mail server.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the mail connection is protected."
    )
    mail_from: str = Field("clauseway@localhost", description="Sender of mails.")
    time_zone: str = Field("UTC", description="Time zone of people who have not set one.")
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses of proxies whose X-Forwarded-For and -Proto are believed, separated by commas.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What is logged."
    )
    log_format: Literal["text", "json"] = Field("text", description="How log lines look.")

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("write the whole address, beginning with http:// or https://")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("write a name such as Europe/Brussels")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        scheme, _, rest = value.partition("://")
        if scheme in {"postgres", "postgresql"}:
            return f"postgresql+psycopg://{rest}"
        if value and scheme not in {"sqlite", "postgresql+psycopg"}:
            raise ValueError("begin with postgresql:// or sqlite:///")
        return value

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        key = self.secret_key.get_secret_value()
        if key and len(key) < 32:
            raise ValueError("CLAUSEWAY_SECRET_KEY needs at least 32 characters")
        if self.sign_up == "domain" and not self.sign_up_domains.strip():
            raise ValueError("CLAUSEWAY_SIGN_UP=domain needs CLAUSEWAY_SIGN_UP_DOMAINS")
        if self.environment == "production":
            if not self.public_url.startswith("https://"):
                raise ValueError("production needs CLAUSEWAY_PUBLIC_URL, beginning with https://")
            if not self.is_sqlite and not key:
                raise ValueError("production on PostgreSQL needs CLAUSEWAY_SECRET_KEY")
        return self

    @property
    def url(self) -> str:
        """The public address, without a slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'clauseway.db'}"

    @property
    def is_sqlite(self) -> bool:
        return self.database_address.startswith("sqlite")

    @property
    def cache_folder(self) -> Path:
        return self.cache_dir or self.data_dir / "cache"

    @property
    def allowed_domains(self) -> frozenset[str]:
        return frozenset(d.strip().lower() for d in self.sign_up_domains.split(",") if d.strip())

    def secret(self) -> str:
        """The signing key: the one that was set, else one made once and kept in the data folder."""
        given = self.secret_key.get_secret_value()
        if given:
            return given
        path = self.data_dir / "secret.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip()
