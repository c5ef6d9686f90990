"""Logins, row-level security and grants."""

from alembic import context, op

from tenants.logins import APP, SYSTEM, password_of
from tenants.migrations.access import APPEND_ONLY, let_system_find, own_by_tenant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWNED = (
    *("work_types", "task_types", "queues", "rulesets", "work_items", "lanes", "ready_tasks", "tasks", "runs"),
    *("timers", "outbox", "audit_unsealed", "queue_deltas", "queue_counts", "fingerprint_sets", "fingerprints"),
    *("customers", "credits", "products", "reservations", "simulations"),
)
NEVER_CHANGED = (
    *("task_type_versions", "ruleset_versions", "documents", "history", "decisions", "audit", "audit_seals"),
    *("stock_outs", "comments", "simulated_items"),
)
LONGEST_TRANSACTION = "5s"


def upgrade() -> None:
    for login in (APP, SYSTEM):
        make_login(login, password_of(login, context.config.attributes["url"]))
    for table in OWNED:
        own_by_tenant(table)
    for table in NEVER_CHANGED:
        own_by_tenant(table, APPEND_ONLY)
    own_by_tenant("users", ("select", "insert", "update"), or_nobody=True)
    # authenticate() runs as the owner
    op.execute("create policy keys on users for select to current_user using (true)")
    op.execute("grant select, insert, update on tenants to bpo_app")
    op.execute("grant select, insert, delete on memberships, idempotency to bpo_app")
    op.execute(
        "grant select (id, user_id, tenant_id, role, name, expires_at, revoked_at, created_at), insert,"
        " update (revoked_at) on api_keys to bpo_app"
    )
    op.execute("grant select, insert, update on desks, jobs to bpo_app")
    op.execute("grant select (version_num) on alembic_version to bpo_app")
    op.execute("grant select on tenants to bpo_system")
    op.execute("grant select (id, state, held_until) on jobs to bpo_system")
    let_system_find("outbox", ("id", "tenant_id"))
    let_system_find("audit_unsealed", ("tenant_id",))
    let_system_find("queue_deltas", ("id", "tenant_id"))
    let_system_find("tasks", ("tenant_id", "work_item_id", "id", "state", "lease_until"))
    let_system_find("timers", ("tenant_id", "work_item_id", "id", "due_at"))
    let_system_find("runs", ("tenant_id", "work_item_id", "id", "state", "deadline"))


def make_login(login: str, password: str) -> None:
    """Logins belong to the whole server: another database of ours may have made them, or be making them now."""
    op.execute("select pg_advisory_xact_lock(hashtextextended('bpo logins', 0))")
    op.execute(f"do $$ begin if to_regrole('{login}') is null then create role {login} login; end if; end $$")
    op.execute(f"alter role {login} password '{password}'")
    for setting in ("transaction_timeout", "idle_in_transaction_session_timeout"):
        op.execute(f"alter role {login} set {setting} = '{LONGEST_TRANSACTION}'")
