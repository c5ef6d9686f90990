"""Rows that are written one by one are held to their tenant one by one."""

from tenants.migrations.access import hold_each_row

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WRITTEN_WITH_EVERY_EVENT = (
    *("work_items", "documents", "unread_documents", "history", "decisions", "tasks", "ready_tasks", "queue_deltas"),
    *("audit", "audit_unsealed"),
)


def upgrade() -> None:
    for table in WRITTEN_WITH_EVERY_EVENT:
        hold_each_row(table)
