"""Imports and attachments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.migrations.access import let_system_find, own_by_tenant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("charset", sa.Text(), nullable=True),
        sa.Column("reference_column", sa.Text(), nullable=False),
        sa.Column("is_dry_run", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("accepted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_as", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("held_until", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('running', 'finished', 'failed')", name=op.f("imports_state_check")),
        sa.CheckConstraint("format in ('csv', 'ndjson', 'xlsx')", name=op.f("imports_format_check")),
        sa.CheckConstraint("(state = 'running') = (finished_at is null)", name=op.f("imports_finished_at_check")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("imports_pkey")),
    )
    op.create_index("imports_running", "imports", ["held_until"], postgresql_where=sa.text("state = 'running'"))
    op.create_table(
        "import_faults",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("faults", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "import_id", "row", name=op.f("import_faults_pkey")),
    )
    op.create_table(
        "attachments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("author", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("attachments_size_bytes_check")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("attachments_pkey")),
    )
    op.create_index("attachments_of_item", "attachments", ["tenant_id", "work_item_id", "id"])
    own_by_tenant("imports")
    own_by_tenant("import_faults")
    own_by_tenant("attachments")
    let_system_find("imports", ("tenant_id", "id", "state", "held_until"))
