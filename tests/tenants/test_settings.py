"""Settings say what is wrong with a variable in one line that names it."""

from pathlib import Path

import pytest

from tenants.errors import SettingsInvalid
from tenants.settings import VARIABLES, Settings


def test_an_empty_environment_is_an_embedded_installation_on_port_8000() -> None:
    settings = Settings.read({})
    assert (settings.data_dir, settings.host, settings.port) == (Path("var"), "127.0.0.1", 8000)
    assert (settings.admin_key, settings.database_url, settings.redis_url) == ("", "", "")


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("BPO_ADMIN_KEY", "", "BPO_ADMIN_KEY has 0 characters: a key needs 24 or more."),
        ("BPO_ADMIN_KEY", "k" * 23, "BPO_ADMIN_KEY has 23 characters: a key needs 24 or more."),
        ("BPO_ADMIN_KEY", "k" * 23 + "é", "BPO_ADMIN_KEY may hold visible ASCII characters only"),
        ("BPO_PORT", "0", "BPO_PORT must be a whole number from 1 to 65535."),
        ("BPO_PORT", "80a", "BPO_PORT must be a whole number from 1 to 65535."),
        ("BPO_PORT", "٣", "BPO_PORT must be a whole number from 1 to 65535."),
        ("BPO_DATA_DIR", "", "BPO_DATA_DIR is empty"),
        ("BPO_DATABASE_URL", "mysql://here", "BPO_DATABASE_URL must begin with postgresql:// or postgres://."),
        ("BPO_WEBHOOK_ALLOW", "10.0.0.0/8,lan", "BPO_WEBHOOK_ALLOW has 'lan': name networks by commas"),
        ("BPO_REDIS_URL", "", "BPO_REDIS_URL must begin with redis://"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str, complaint: str) -> None:
    """§2 `BPO_ADMIN_KEY` in the environment (24 characters or more; shorter or empty: the server does not start) is
    a `platform_admin` key"""
    with pytest.raises(SettingsInvalid) as fault:
        Settings.read({name: value})
    assert str(fault.value).startswith(complaint)
    assert "\n" not in str(fault.value)


def test_an_admin_key_of_24_characters_is_taken() -> None:
    assert Settings.read({"BPO_ADMIN_KEY": "k" * 24}).admin_key == "k" * 24


def test_a_child_reads_the_settings_that_its_starter_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPO_PORT", "1")
    monkeypatch.setenv("BPO_REDIS_URL", "redis://forgotten")
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    settings = Settings(data_dir=Path("/a b"), port=9000, admin_key="k" * 24, database_url="postgresql://x@/y?host=/z")
    assert Settings.read(settings.for_child()) == settings
    assert settings.for_child()["TZ"] == "Asia/Jakarta"


def test_every_variable_has_a_line_of_help() -> None:
    assert all(variable.name.startswith("BPO_") and variable.help for variable in VARIABLES.values())
