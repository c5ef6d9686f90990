"""How many tasks of each queue were ready over the last hours: one row a queue, which the scheduler writes anew."""

import sqlalchemy as sa
from alembic import op

from tenants.migrations.access import let_system_find, own_by_tenant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_past",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("ready", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "queue_key", name=op.f("queue_past_pkey")),
    )
    own_by_tenant("queue_past")
    let_system_find("queue_past", ("tenant_id", "slot"))
