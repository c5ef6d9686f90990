"""What came of verifying the record of changes, a row for each chain and job."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.migrations.access import own_by_tenant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TIME = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "audit_verifications",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sealed_to", TIME, nullable=True),
        sa.Column("fault_number", sa.BigInteger(), nullable=True),
        sa.Column("fault_detail", sa.Text(), nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "job_id", name=op.f("audit_verifications_pkey")),
    )
    own_by_tenant("audit_verifications")
