"""Simulations that run are found by the scheduler, to be sent again when the broker has lost its data."""

from tenants.migrations.access import let_system_find

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    let_system_find("simulations", ("tenant_id", "id", "state"))
