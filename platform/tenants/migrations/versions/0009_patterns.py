"""Patterns, the keys that items have in them, the looks that are due, and what was raised."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.migrations.access import let_system_find, own_by_tenant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIME = postgresql.TIMESTAMP(timezone=True)
IN_BACKFILL = sa.text("state = 'retiring' or state <> 'retired' and backfill in ('correlating', 'counting')")
TRIAL = sa.text("state = 'trial'")


def upgrade() -> None:
    op.create_table(
        "patterns",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("types", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trial_id", sa.Uuid(), nullable=True),
        sa.Column("backfill", sa.Text(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("place", sa.Uuid(), nullable=True),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("would_raise", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("warnings", sa.JSON(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("held_until", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("state in ('in_force', 'retiring', 'retired', 'trial')", name=op.f("patterns_state_check")),
        sa.CheckConstraint("(state = 'trial') = (trial_id is not null)", name=op.f("patterns_trial_check")),
        sa.CheckConstraint(
            "backfill in ('correlating', 'counting', 'finished', 'failed')", name=op.f("patterns_backfill_check")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("patterns_pkey")),
    )
    op.create_index(
        "patterns_text",
        "patterns",
        ["tenant_id", "key", "digest"],
        unique=True,
        postgresql_where=sa.text("state <> 'trial'"),
    )
    op.create_index("patterns_of_trial", "patterns", ["tenant_id", "trial_id"], postgresql_where=TRIAL)
    op.create_index("patterns_in_backfill", "patterns", ["held_until"], postgresql_where=IN_BACKFILL)
    op.create_table(
        "correlations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("pattern_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "pattern_id", "key", "received_at", "work_item_id", name=op.f("correlations_pkey")
        ),
    )
    op.create_table(
        "looks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pattern_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.CheckConstraint("cause in ('received', 'amended', 'fact', 'after')", name=op.f("looks_cause_check")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("looks_pkey")),
    )
    op.create_index("looks_next", "looks", ["next_at"])
    op.create_index("looks_of_pattern", "looks", ["tenant_id", "pattern_id"])
    op.create_table(
        "raised_sets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("pattern_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("items", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("raised_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "pattern_id", "digest", name=op.f("raised_sets_pkey")),
    )
    op.create_index("raised_sets_of_item", "raised_sets", ["tenant_id", "work_item_id"])
    own_by_tenant("patterns")
    own_by_tenant("correlations")
    own_by_tenant("looks")
    own_by_tenant("raised_sets", ("select", "insert"))
    let_system_find("patterns", ("tenant_id", "id", "state", "backfill", "held_until"))
    let_system_find("looks", ("tenant_id", "id", "next_at"))
