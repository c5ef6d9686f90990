"""Tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("audit_pkey")),
    )
    op.create_table(
        "audit_seals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "number", name=op.f("audit_seals_pkey")),
    )
    op.create_index("audit_seals_audit_id", "audit_seals", ["tenant_id", "audit_id"], unique=True)
    op.create_table(
        "audit_unsealed",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "audit_id", name=op.f("audit_unsealed_pkey")),
    )
    op.create_table(
        "credits",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("run_key", sa.Text(), nullable=False),
        sa.Column("customer_key", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("released_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", name=op.f("credits_pkey")),
    )
    op.create_index(
        "credits_of_item",
        "credits",
        ["tenant_id", "work_item_id"],
        unique=False,
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_table(
        "customers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credit_limit", sa.Numeric(), nullable=True),
        sa.Column("exposure", sa.Numeric(), server_default="0", nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("exposure >= 0", name=op.f("customers_exposure_check")),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("customers_pkey")),
    )
    op.create_table(
        "decisions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("event", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("document_version", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("matched", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("errors", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "work_item_id", "seq", name=op.f("decisions_pkey")),
    )
    op.create_table(
        "documents",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "work_item_id", "version", name=op.f("documents_pkey")),
    )
    op.create_table(
        "fingerprint_sets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_complete", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("fingerprint_sets_pkey")),
        sa.UniqueConstraint("tenant_id", "type", "fields", name=op.f("fingerprint_sets_tenant_id_type_fields_key")),
    )
    op.create_table(
        "fingerprints",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "set_id", "digest", "work_item_id", name=op.f("fingerprints_pkey")),
    )
    op.create_table(
        "history",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("data", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "work_item_id", "seq", name=op.f("history_pkey")),
    )
    op.create_table(
        "idempotency",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "path", "key", name=op.f("idempotency_pkey")),
    )
    op.create_index("idempotency_created_at", "idempotency", ["created_at"], unique=False)
    op.create_table(
        "lanes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("skills", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("levels", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("reserved_for", sa.Uuid(), nullable=True),
        sa.CheckConstraint("cardinality(skills) = cardinality(levels)", name=op.f("lanes_levels_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("lanes_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "queue_key",
            "skills",
            "levels",
            "reserved_for",
            name=op.f("lanes_tenant_id_queue_key_skills_levels_reserved_for_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
    )
    op.create_table(
        "products",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.Numeric(), nullable=True),
        sa.Column("on_hand", sa.Numeric(), nullable=False),
        sa.Column("reserved", sa.Numeric(), server_default="0", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("products_on_hand_check")),
        sa.CheckConstraint("reserved >= 0", name=op.f("products_reserved_check")),
        sa.PrimaryKeyConstraint("tenant_id", "sku", name=op.f("products_pkey")),
    )
    op.create_table(
        "queue_counts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "queue_key", "state", name=op.f("queue_counts_pkey")),
    )
    op.create_table(
        "queue_deltas",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("queue_deltas_pkey")),
    )
    op.create_table(
        "queues",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("lease", sa.Interval(), server_default=sa.text("'15 minutes'"), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("queues_pkey")),
    )
    op.create_table(
        "ready_tasks",
        sa.Column("lane_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rank", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("barred", sa.ARRAY(sa.Uuid()), nullable=True),
        sa.PrimaryKeyConstraint("lane_id", "rank", "created_at", "task_id", name=op.f("ready_tasks_pkey")),
        postgresql_with={
            "autovacuum_vacuum_scale_factor": "0",
            "autovacuum_vacuum_threshold": "2000",
            "autovacuum_vacuum_cost_delay": "0",
        },
    )
    op.create_table(
        "reservations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("released_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("reservations_quantity_check")),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "sku", name=op.f("reservations_pkey")),
    )
    op.create_index("reservations_of_item", "reservations", ["tenant_id", "work_item_id"], unique=False)
    op.create_table(
        "ruleset_versions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("schema", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_by", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", "version", name=op.f("ruleset_versions_pkey")),
    )
    op.create_table(
        "rulesets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("rulesets_pkey")),
    )
    op.create_table(
        "runs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("automation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("input", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("tried_before", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("deadline", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("queued_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'succeeded', 'failed', 'superseded', 'cancelled')",
            name=op.f("runs_state_check"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("runs_pkey")),
    )
    op.create_index(
        "runs_deadline", "runs", ["deadline"], unique=False, postgresql_where=sa.text("state in ('queued', 'running')")
    )
    op.create_index("runs_list", "runs", ["tenant_id", "state", "automation", "id"], unique=False)
    op.create_index("runs_of_item", "runs", ["tenant_id", "work_item_id"], unique=False)
    op.create_index(
        "runs_under_way",
        "runs",
        ["tenant_id", "work_item_id", "key"],
        unique=True,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_table(
        "stock_outs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("asked", sa.Numeric(), nullable=False),
        sa.Column("short", sa.Numeric(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("stock_outs_pkey")),
        sa.UniqueConstraint("tenant_id", "run_id", "sku", name=op.f("stock_outs_tenant_id_run_id_sku_key")),
    )
    op.create_table(
        "task_type_versions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dispositions", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("form", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("pend_reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("checklist", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("cardinality(dispositions) > 0", name=op.f("task_type_versions_dispositions_check")),
        sa.PrimaryKeyConstraint("tenant_id", "key", "version", name=op.f("task_type_versions_pkey")),
    )
    op.create_table(
        "task_types",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("task_types_pkey")),
    )
    op.create_table(
        "tasks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("type_version", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("lane_id", sa.BigInteger(), nullable=False),
        sa.Column("skills", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("levels", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("reserved_for", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("rank", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ready_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("not_by", sa.Text(), nullable=True),
        sa.Column("barred", sa.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("weight", sa.Numeric(), nullable=True),
        sa.Column("warn", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lease_token", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("assignee", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("pend_reason", sa.Text(), nullable=True),
        sa.Column("pend_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("pended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("completed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("completed_by", sa.Uuid(), nullable=True),
        sa.Column("completed_body", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(state = 'claimed') = (lease_until is not null)", name=op.f("tasks_lease_check")),
        sa.CheckConstraint("(state = 'completed') = (completed_at is not null)", name=op.f("tasks_completed_check")),
        sa.CheckConstraint("(state = 'pended') = (pend_reason is not null)", name=op.f("tasks_pended_check")),
        sa.CheckConstraint(
            "state in ('ready', 'claimed', 'pended', 'completed', 'cancelled')", name=op.f("tasks_state_check")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("tasks_pkey")),
    )
    op.create_index(
        "tasks_done",
        "tasks",
        ["tenant_id", "queue_key", "completed_at"],
        unique=False,
        postgresql_where=sa.text("state = 'completed'"),
    )
    op.create_index(
        "tasks_due",
        "tasks",
        ["tenant_id", "queue_key", "due_at"],
        unique=False,
        postgresql_where=sa.text("state in ('ready', 'claimed', 'pended')"),
    )
    op.create_index("tasks_held", "tasks", ["assignee"], unique=False, postgresql_where=sa.text("state = 'claimed'"))
    op.create_index(
        "tasks_leases", "tasks", ["lease_until"], unique=False, postgresql_where=sa.text("state = 'claimed'")
    )
    op.create_index("tasks_list", "tasks", ["tenant_id", "queue_key", "state", "id"], unique=False)
    op.create_index("tasks_of_item", "tasks", ["tenant_id", "work_item_id"], unique=False)
    op.create_index(
        "tasks_waiting",
        "tasks",
        ["tenant_id", "queue_key", "ready_at"],
        unique=False,
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("weight", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("config_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("lanes_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z][a-z0-9_-]{0,62}$'", name=op.f("tenants_slug_check")),
        sa.CheckConstraint("state in ('active', 'suspended', 'erased')", name=op.f("tenants_state_check")),
        sa.CheckConstraint("weight between 1 and 1000", name=op.f("tenants_weight_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("tenants_pkey")),
        sa.UniqueConstraint("slug", name=op.f("tenants_slug_key")),
    )
    op.create_table(
        "work_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("document_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("ruleset_version", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.BigInteger(), server_default="50", nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("signals", sa.JSON(none_as_null=True), server_default="[]", nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("open_tasks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("open_runs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("open_timers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("promised_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancelled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_at is null)", name=op.f("work_items_closed_at_check")),
        sa.CheckConstraint("state in ('open', 'closed', 'cancelled')", name=op.f("work_items_state_check")),
        sa.CheckConstraint("length(reference) between 1 and 200", name=op.f("work_items_reference_check")),
        sa.CheckConstraint(
            "open_tasks >= 0 and open_runs >= 0 and open_timers >= 0", name=op.f("work_items_open_check")
        ),
        sa.CheckConstraint("priority between 0 and 100", name=op.f("work_items_priority_check")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("work_items_pkey")),
        sa.UniqueConstraint("tenant_id", "type", "reference", name=op.f("work_items_tenant_id_type_reference_key")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        "work_items_ended",
        "work_items",
        ["tenant_id", "closed_at"],
        unique=False,
        postgresql_where=sa.text("state in ('closed', 'cancelled')"),
    )
    op.create_table(
        "work_types",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("schema", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("sla", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("work_types_pkey")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("queues", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("lanes_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(tenant_id is not null) = (role in ('tenant_admin', 'client'))", name=op.f("users_tenant_role_check")
        ),
        sa.CheckConstraint(
            "role in ('platform_admin', 'supervisor', 'operator', 'auditor', 'tenant_admin', 'client')",
            name=op.f("users_role_check"),
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("users_capacity_check")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("users_tenant_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("users_pkey")),
    )
    op.create_index("users_email_key", "users", [sa.literal_column("lower(email)")], unique=True)
    op.create_index("users_tenant_id", "users", ["tenant_id"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(user_id, tenant_id) > 0", name=op.f("api_keys_owner_check")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("api_keys_tenant_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("api_keys_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("api_keys_pkey")),
        sa.UniqueConstraint("digest", name=op.f("api_keys_digest_key")),
    )
    op.create_index("api_keys_tenant_id", "api_keys", ["tenant_id"], unique=False)
    op.create_index("api_keys_user_id", "api_keys", ["user_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("memberships_tenant_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("memberships_user_id_fkey")),
        sa.PrimaryKeyConstraint("user_id", "tenant_id", name=op.f("memberships_pkey")),
    )
    op.create_index("memberships_tenant_id", "memberships", ["tenant_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("author", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("visible_to", sa.Text(), nullable=False),
        sa.CheckConstraint("visible_to in ('staff', 'client')", name=op.f("comments_visible_to_check")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("comments_pkey")),
    )
    op.create_index("comments_of_item", "comments", ["tenant_id", "work_item_id", "id"], unique=False)
    op.create_table(
        "desks",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("is_fair", sa.Boolean(), nullable=False),
        sa.Column("weights", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("desks_pkey")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("input", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("place", sa.Uuid(), nullable=True),
        sa.Column("held_until", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("skipped", sa.JSON(none_as_null=True), server_default="[]", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('running', 'finished', 'failed')", name=op.f("jobs_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("jobs_pkey")),
    )
    op.create_index("jobs_running", "jobs", ["held_until"], unique=False, postgresql_where=sa.text("state = 'running'"))
    op.create_table(
        "timers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('rule', 'pend', 'due_soon', 'overdue')", name=op.f("timers_kind_check")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("timers_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "work_item_id",
            "kind",
            "name",
            "task_id",
            name=op.f("timers_tenant_id_work_item_id_kind_name_task_id_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("timers_due", "timers", ["due_at"], unique=False)
    op.create_table(
        "simulated_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("simulation_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "simulation_id", "work_item_id", "seq", name=op.f("simulated_items_pkey")),
    )
    op.create_table(
        "simulations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("against", sa.BigInteger(), nullable=True),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("item_limit", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("place", sa.Uuid(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('running', 'finished', 'stopped', 'failed')", name=op.f("simulations_state_check")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("simulations_pkey")),
    )
