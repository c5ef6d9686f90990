"""Lists and reports read no more than they show: indexes for every filter, and whether an item was worked by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FIND_WORKED = """
do $$
declare
  v_tenant uuid;
begin
  for v_tenant in select id from tenants loop
    perform set_config('bpo.tenants', array[v_tenant]::text, true);
    update work_items w set by_hand = true
    where w.tenant_id = v_tenant and exists (
      select from tasks t where t.tenant_id = v_tenant and t.work_item_id = w.id and t.state = 'completed');
  end loop;
  perform set_config('bpo.tenants', '', true);
end $$
"""
ENDED, DONE = sa.text("state in ('closed', 'cancelled')"), sa.text("state = 'completed'")
ROUTINE = "('work_item.received', 'task.completed')"


def upgrade() -> None:
    op.add_column("work_items", sa.Column("by_hand", sa.Boolean(), server_default="false", nullable=False))
    op.execute(FIND_WORKED)
    op.create_index("work_items_list", "work_items", ["tenant_id", "type", "state", "id"])
    op.drop_index("work_items_ended", "work_items")
    op.create_index(
        "work_items_ended",
        "work_items",
        ["tenant_id", "closed_at"],
        postgresql_include=["id", "state", "type", "promised_at", "by_hand"],
        postgresql_where=ENDED,
    )
    op.drop_index("tasks_list", "tasks")
    op.create_index(
        "tasks_list", "tasks", ["tenant_id", "queue_key", "type", "state", "id"], postgresql_include=["due_at"]
    )
    op.create_index("tasks_by_item", "tasks", ["tenant_id", "queue_key", "work_item_id"])
    op.drop_index("tasks_held", "tasks")
    op.create_index(
        "tasks_of_person",
        "tasks",
        ["assignee", "state", "id"],
        postgresql_include=["tenant_id", "work_item_id"],
        postgresql_where=sa.text("assignee is not null"),
    )
    op.drop_index("tasks_done", "tasks")
    op.create_index(
        "tasks_done",
        "tasks",
        ["tenant_id", "queue_key", "completed_at"],
        postgresql_include=["due_at", "claimed_at", "completed_by"],
        postgresql_where=DONE,
    )
    op.create_index("stock_outs_of_product", "stock_outs", ["tenant_id", "sku", "id"])
    op.create_index("audit_of_object", "audit", ["tenant_id", "object", "id"])
    op.create_index(
        "audit_of_action", "audit", ["tenant_id", "action", "id"], postgresql_where=sa.text(f"action not in {ROUTINE}")
    )
