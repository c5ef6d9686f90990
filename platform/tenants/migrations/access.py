"""What a migration says of a new table: whose rows it holds, and what each login may do with them.

Row-level security is forced, so that it holds for the owner, too; the policy's subselect is evaluated once a statement.
With nothing bound it gives nothing, instead of an error.
"""

from collections.abc import Iterable

from alembic import op

BOUND = "any ((select coalesce(nullif(current_setting('bpo.tenants', true), ''), '{}')::uuid[])::uuid[])"
READ_WRITE = ("select", "insert", "update", "delete")
APPEND_ONLY = ("select", "insert")


def own_by_tenant(table: str, grants: Iterable[str] = READ_WRITE, *, or_nobody: bool = False) -> None:
    """Rows are seen by those bound to their tenant; with `or_nobody` rows of no tenant are seen by all."""
    condition = f"tenant_id = {BOUND}" + (" or tenant_id is null" if or_nobody else "")
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenant on {table} using ({condition})")
    op.execute(f"grant {', '.join(grants)} on {table} to bpo_app")


def hold_each_row(table: str) -> None:
    """For a table that gets a row or a few in a statement, by who is bound to one tenant: to read the setting for each
    of them costs less than to prepare for reading it once a statement. What is read is seen as before."""
    op.execute(
        f"alter policy tenant on {table}"
        " with check (tenant_id = any (nullif(current_setting('bpo.tenants', true), '')::uuid[]))"
    )


def let_system_find(table: str, columns: Iterable[str]) -> None:
    """The scheduler's login sees these columns of all tenants' rows: ids, states, times, nothing of a document."""
    op.execute(f"create policy finder on {table} for select to bpo_system using (true)")
    op.execute(f"grant select ({', '.join(columns)}) on {table} to bpo_system")
