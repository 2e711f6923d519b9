"""compose.yaml, Dockerfile and the proxy's configuration name the same things as each other."""

import re
import shlex

import pytest
from ruamel.yaml import YAML

from app.core.settings import ROOT, Settings
from tests.cluster.nginx import SHIPPED

GIVEN = {
    "POSTGRES_PASSWORD": "0123456789abcdef" * 3,
    "CLAUSEWAY_SECRET_KEY": "fedcba9876543210" * 4,
}


@pytest.fixture(scope="module")
def services():
    # YAML 1.2, which refuses a key that stands there twice.
    return YAML(typ="safe").load(ROOT / "compose.yaml")["services"]


@pytest.fixture(scope="module")
def image():
    """The Dockerfile's last stage: the values of ENV, and its other instructions by name."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    last = text[text.rindex("\nFROM ") :]
    lines = [line.partition(" ")[::2] for line in last.splitlines() if line and line[0] != "#"]
    found = {name: rest for name, rest in lines if name != "ENV"}
    pairs = [pair for name, rest in lines if name == "ENV" for pair in shlex.split(rest)]
    return dict(pair.split("=", 1) for pair in pairs), found


def filled(value: object) -> str:
    """As compose fills in a variable; what has to be given is given, the rest is its default."""

    def one(match: re.Match[str]) -> str:
        name, default = match["name"], match["default"]
        return GIVEN[name] if default is None else GIVEN.get(name, default)

    return re.sub(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}", one, str(value))


def container_port(service: dict) -> tuple[str, str]:
    (published,) = service["ports"]
    outside, inside = str(published).rsplit(":", 1)
    return outside.rsplit(":", 1)[-1], inside


@pytest.fixture(scope="module")
def settings(services, image):
    """What a replica's process reads in its container."""
    given = {key: filled(value) for key, value in services["clauseway"]["environment"].items()}
    named = {k.removeprefix("CLAUSEWAY_").lower(): v for k, v in (image[0] | given).items()}
    known = {key: value for key, value in named.items() if key in Settings.model_fields}
    assert len(known) == sum(key.startswith("CLAUSEWAY_") for key in image[0] | given)
    return Settings(_env_file=None, **known)


def test_a_replica_uses_the_database_that_compose_starts(services, settings):
    database = {k: filled(v) for k, v in services["database"]["environment"].items()}
    assert settings.database_url == (
        f"postgresql+psycopg://{database['POSTGRES_USER']}:{database['POSTGRES_PASSWORD']}"
        f"@database/{database['POSTGRES_DB']}"
    )


def test_the_proxy_finds_the_replicas_where_they_listen(services, settings, image):
    (asked,) = re.findall(r"set \$replicas ([\w-]+):(\d+);", SHIPPED.read_text())
    assert asked[0] in services
    assert services[asked[0]]["build"] == "."
    assert int(asked[1]) == settings.port == int(image[1]["EXPOSE"])
    assert settings.host == "0.0.0.0"
    assert settings.trusted_proxies == "*"
    # Whoever reaches a replica past the proxy could name any address as his own.
    assert "ports" not in services[asked[0]]


def test_the_proxy_reads_the_shipped_configuration_and_listens_where_its_port_leads(services):
    (mounted,) = services["proxy"]["volumes"]
    source, target, mode = mounted.split(":")
    assert (ROOT / source).resolve() == SHIPPED
    assert (target, mode) == ("/etc/nginx/conf.d/default.conf", "ro")
    (listens,) = re.findall(r"^\s*listen (\d+);", SHIPPED.read_text(), flags=re.MULTILINE)
    assert listens == container_port(services["proxy"])[1]


def test_the_address_that_is_printed_is_the_one_that_is_published(services, settings):
    assert settings.url == f"http://localhost:{container_port(services['proxy'])[0]}"


def test_what_env_says_for_a_process_on_this_machine_does_not_move_the_replicas(services):
    """`.env` is read by `clauseway serve` beside it too, for which other values may stand there."""
    pinned = services["clauseway"]["environment"]
    assert {"CLAUSEWAY_HOST", "CLAUSEWAY_PORT", "CLAUSEWAY_DATA_DIR"} <= pinned.keys()


def test_a_replica_may_write_where_its_data_lies_and_nowhere_else(services, settings, image):
    assert str(settings.data_dir) == image[1]["VOLUME"] == image[1]["WORKDIR"]
    user = image[1]["USER"]
    assert user.isdigit()
    assert f"useradd --uid {user} " in image[1]["RUN"]
    assert services["clauseway"]["read_only"] is True
    places = dict(place.split(":", 1) for place in services["clauseway"]["tmpfs"])
    assert places.keys() == {str(settings.data_dir), "/tmp"}
    assert f"uid={user}" in places[str(settings.data_dir)].split(",")


def test_a_container_finds_what_the_build_has_parsed(settings):
    kept = str(settings.cache_folder)
    build, last = (ROOT / "Dockerfile").read_text().split("\nFROM ")[1:]
    assert f"ENV CLAUSEWAY_CACHE_DIR={kept}\n" in build[: build.index("clauseway check")]
    assert f" {kept} {kept}\n" in last


def test_the_database_is_asked_by_the_way_its_replicas_take(services):
    """By its socket it says that it is ready while it is still made, and is away again afterwards."""
    check = services["database"]["healthcheck"]["test"]
    assert check[:2] == ["CMD", "pg_isready"]
    assert check[check.index("-h") + 1] == "127.0.0.1"
