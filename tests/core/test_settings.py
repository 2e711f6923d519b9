"""Settings: what is refused and with which sentence, and what follows from what is set."""

import stat

import pytest
from pydantic import ValidationError

from app.core.settings import Settings

KEY = "k" * 32
LIVE = {"environment": "production", "public_url": "https://learn.example.org"}


def make(**values) -> Settings:
    return Settings(_env_file=None, **values)


def refusal(**values) -> str:
    with pytest.raises(ValidationError) as caught:
        make(**values)
    return " ".join(error["msg"] for error in caught.value.errors())


@pytest.fixture(autouse=True)
def _no_settings_of_the_shell(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CLAUSEWAY_{name.upper()}", raising=False)


def test_nothing_has_to_be_set():
    settings = make()
    assert settings.url == "http://127.0.0.1:8000"
    assert settings.is_sqlite
    assert settings.database_address.endswith("/data/clauseway.db")
    assert not settings.is_secure


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"secret_key": "short"}, "at least 32 characters"),
        ({"public_url": "learn.example.org"}, "beginning with http:// or https://"),
        ({"time_zone": "Brussels"}, "Europe/Brussels"),
        ({"database_url": "mysql://localhost/x"}, "postgresql:// or sqlite:///"),
        ({"sign_up": "domain"}, "CLAUSEWAY_SIGN_UP_DOMAINS"),
        ({"sign_up": "anyone"}, "'open', 'domain' or 'invitation'"),
        ({"port": 70000}, "less than or equal to 65535"),
        ({"log_level": "loud"}, "'debug', 'info', 'warning' or 'error'"),
        ({"environment": "production"}, "CLAUSEWAY_PUBLIC_URL"),
        ({"environment": "production", "public_url": "http://a.example"}, "https://"),
        (LIVE | {"database_url": "postgresql://a@b/c"}, "CLAUSEWAY_SECRET_KEY"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_with_the_cure(values, said):
    assert said in refusal(**values)


def test_production_starts_when_it_is_safe():
    settings = make(**LIVE, database_url="postgresql://a:b@c/d", secret_key=KEY)
    assert settings.is_secure
    assert settings.url == "https://learn.example.org"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_way_to_write_a_postgresql_address_is_understood(scheme):
    settings = make(database_url=f"{scheme}://a:b@host:5432/name")
    assert settings.database_address == "postgresql+psycopg://a:b@host:5432/name"
    assert not settings.is_sqlite


def test_settings_come_from_the_environment_and_from_a_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("CLAUSEWAY_PORT=9001\nCLAUSEWAY_ISSUER_NAME=From the file\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAUSEWAY_ISSUER_NAME", "From the shell")
    settings = Settings()
    assert (settings.port, settings.issuer_name) == (9001, "From the shell")


def test_a_slash_at_the_end_of_the_public_address_does_not_double():
    assert make(public_url="https://learn.example.org/").url == "https://learn.example.org"


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    settings = make(data_dir=tmp_path / "data")
    made = settings.secret()
    assert len(made) >= 32
    assert settings.secret() == made
    file = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_that_is_set_leaves_no_file(tmp_path):
    assert make(data_dir=tmp_path, secret_key=KEY).secret() == KEY
    assert list(tmp_path.iterdir()) == []


def test_secrets_do_not_show_when_settings_are_printed():
    settings = make(secret_key="sesame" * 8, smtp_password="hunter22")
    assert "sesame" not in repr(settings)
    assert "hunter22" not in repr(settings)


def test_domains_are_read_from_a_list_with_commas():
    settings = make(sign_up="domain", sign_up_domains="Example.org, ,sub.example.com ")
    assert settings.allowed_domains == {"example.org", "sub.example.com"}


def test_settings_do_not_change_after_the_start():
    with pytest.raises(ValidationError):
        make().port = 1
