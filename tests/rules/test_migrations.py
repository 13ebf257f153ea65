"""The database's history ends where the models are, on either database."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import portal.models  # noqa: F401 (fills the metadata)
from portal.core.database import Base, Busy, Database
from portal.migrations import is_current, migrate
from portal.runtime import Runtime


def differences(database: Database) -> list[object]:
    """What Alembic would change to bring the schema to the models."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_the_migrations_lead_to_the_models(portal: Runtime) -> None:
    assert differences(portal.database) == []


def test_a_model_without_its_migration_is_noticed(portal: Runtime) -> None:
    with portal.database.schema() as connection:
        connection.exec_driver_sql("DROP TABLE heartbeat")
        connection.exec_driver_sql("DROP INDEX ix_facet_filter")
    assert len(differences(portal.database)) == 2


def test_migrating_twice_is_migrating_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        session.connection().exec_driver_sql("INSERT INTO generation VALUES ('space', 7)")
    migrate(portal.database)
    assert is_current(portal.database)
    assert differences(portal.database) == []
    with portal.database.read() as session:
        kept = session.connection().exec_driver_sql("SELECT number FROM generation").scalar()
    assert kept == 7


def test_an_empty_file_is_not_current_until_it_is_migrated(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path / "write.lock")
    assert not is_current(database)
    migrate(database)
    assert is_current(database)


def test_migrating_takes_its_turn_among_the_writers(portal: Runtime) -> None:
    if not portal.database.embedded:
        return  # PostgreSQL locks by table and needs no turns
    with portal.database.write(), pytest.raises(Busy):
        migrate(portal.database)
