"""Models and migrations say the same, and where they do not `./bpo check` says so."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, Table

from command.drift import drift
from command.errors import CommandError
from tenants.migrations import configuration
from tenants.models import Base
from tenants.revisions import newest
from tenants.settings import Settings


def test_models_and_migrations_say_the_same() -> None:
    assert drift(Settings()) == 0


def test_a_table_that_no_migration_makes_is_found() -> None:
    forgotten = Table("forgotten", Base.metadata, Column("id", Integer, primary_key=True))
    try:
        with pytest.raises(CommandError, match=r"models and migrations differ: .*forgotten"):
            drift(Settings())
    finally:
        Base.metadata.remove(forgotten)


def test_the_newest_migration_is_the_one_whose_file_has_the_highest_number() -> None:
    assert newest() == ScriptDirectory.from_config(configuration()).get_current_head()
