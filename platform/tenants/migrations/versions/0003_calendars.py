"""Calendars, and which one counts for a tenant."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.migrations.access import own_by_tenant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("hours", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=True),
        sa.Column("closed", sa.ARRAY(sa.Date()), server_default="{}", nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("calendars_pkey")),
    )
    own_by_tenant("calendars")
    op.add_column("tenants", sa.Column("calendar", sa.Text(), nullable=True))
