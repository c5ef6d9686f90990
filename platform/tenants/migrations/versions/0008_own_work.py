"""Indexes for a person's own screens: what they pended, and what they completed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "tasks_pended_by", "tasks", ["assignee", "pend_until"], postgresql_where=sa.text("state = 'pended'")
    )
    op.create_index(
        "tasks_completed_by", "tasks", ["completed_by", "completed_at"], postgresql_where=sa.text("state = 'completed'")
    )
