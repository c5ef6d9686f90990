"""How many open tasks of each queue are due on each day (UTC), kept by the table of tasks itself: what is written by a
version of the product that knows nothing of it is counted too, while another takes its place."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from tenants.migrations.access import hold_each_row, let_system_find, own_by_tenant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

IS_COUNTED = "{row}.state in ('ready', 'claimed', 'pended') and {row}.due_at is not null"
DAY = "({row}.due_at at time zone 'utc')::date"
TELL = """
create function tell_due() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and {was_counted} then
    insert into due_deltas (tenant_id, queue_key, due_on, n) values (old.tenant_id, old.queue_key, {old_day}, -1);
  end if;
  if {is_counted} then
    insert into due_deltas (tenant_id, queue_key, due_on, n) values (new.tenant_id, new.queue_key, {new_day}, 1);
  end if;
  return null;
end $$"""
OPENED = """
create trigger due_opened after insert on tasks for each row when ({is_counted}) execute function tell_due()"""
CHANGED = """
create trigger due_changed after update of state, queue_key, due_at on tasks for each row
  when ((({was_counted}), old.queue_key, old.due_at) is distinct from (({is_counted}), new.queue_key, new.due_at))
  execute function tell_due()"""
COUNT = """
insert into due_counts (tenant_id, queue_key, due_on, n)
select t.tenant_id, t.queue_key, {day}, count(*) from tasks t
where t.tenant_id = :tenant and {is_counted} group by 1, 2, 3"""


def upgrade() -> None:
    op.create_table(
        "due_counts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "queue_key", "due_on", name=op.f("due_counts_pkey")),
    )
    op.create_table(
        "due_deltas",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("due_deltas_pkey")),
    )
    for table in ("due_counts", "due_deltas"):
        own_by_tenant(table)
    hold_each_row("due_deltas")
    let_system_find("due_deltas", ("id", "tenant_id"))
    for statement in (TELL, OPENED, CHANGED):  # with the triggers: to the commit nobody else writes tasks
        op.execute(
            statement.format(
                was_counted=IS_COUNTED.format(row="old"),
                is_counted=IS_COUNTED.format(row="new"),
                old_day=DAY.format(row="old"),
                new_day=DAY.format(row="new"),
            )
        )
    _count()


def _count() -> None:
    """What is there, tenant by tenant: row-level security holds for the owner, too."""
    connection = op.get_bind()
    bind = sa.text("select set_config('bpo.tenants', '{' || :tenant || '}', true)")
    count = sa.text(COUNT.format(is_counted=IS_COUNTED.format(row="t"), day=DAY.format(row="t")))
    for tenant in connection.scalars(sa.text("select id::text from tenants")).all():
        connection.execute(bind, {"tenant": tenant})
        connection.execute(count, {"tenant": UUID(tenant)})
