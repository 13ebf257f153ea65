"""A bad setting stops start-up and names itself; a good one is read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.config import SettingsError, read_settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "staging"),
        ("PORTAL_BASE_URL", "example.org"),
        ("PORTAL_BASE_URL", "https://example.org/portal"),
        ("PORTAL_DATABASE_URL", "mysql://root@localhost/x"),
        ("PORTAL_SEARCH", "magic"),
        ("PORTAL_SEARCH", "postgresql"),  # the database is SQLite
        ("PORTAL_REDIS_URL", "http://localhost"),
        ("PORTAL_MAIL_URL", "mail.example.org"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_TRUSTED_PROXIES", "many"),
    ],
)
def test_a_bad_value_names_its_setting(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({"PORTAL_DATA_DIR": str(tmp_path), name: value})


def test_search_can_be_left_to_a_postgresql_database(tmp_path: Path) -> None:
    environ = {"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_DATABASE_URL": "postgresql://db/portal"}
    assert read_settings(environ).search == "whoosh"
    assert read_settings(environ | {"PORTAL_SEARCH": "postgresql"}).search == "postgresql"


@pytest.mark.parametrize("secret", [None, "short"])
def test_production_refuses_to_start_without_a_real_secret(
    tmp_path: Path, secret: str | None
) -> None:
    environ = {"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_ENV": "production"}
    if secret:
        environ["PORTAL_SECRET_KEY"] = secret
    with pytest.raises(SettingsError, match="PORTAL_SECRET_KEY"):
        read_settings(environ)


def test_a_development_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    environ = {"PORTAL_DATA_DIR": str(tmp_path / "data")}
    first = read_settings(environ).secret_key
    assert len(first) > 40
    assert read_settings(environ).secret_key == first
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o077 == 0
