"""Webhooks and their deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.migrations.access import let_system_find, own_by_tenant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PENDING = sa.text("state = 'pending'")
DELIVERIES = "webhook_deliveries"


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_secret_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("failing_since", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("disabled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("(disabled_at is null) = (disabled_reason is null)", name=op.f("webhooks_disabled_check")),
        sa.CheckConstraint("(old_secret is null) = (old_secret_until is null)", name=op.f("webhooks_old_secret_check")),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("webhooks_pkey")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("webhooks_tenant_id_id_key")),
    )
    op.create_table(
        DELIVERIES,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("document_version", sa.BigInteger(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("first_tried_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("next_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_status", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('pending', 'delivered', 'given_up')", name=op.f("webhook_deliveries_state_check")
        ),
        sa.CheckConstraint(
            "(state = 'pending') = (next_at is not null)", name=op.f("webhook_deliveries_next_at_check")
        ),
        sa.CheckConstraint(
            "(state = 'delivered') = (delivered_at is not null)",
            name=op.f("webhook_deliveries_delivered_at_check"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("webhook_deliveries_pkey")),
    )
    of_webhook = ["tenant_id", "webhook_id"]
    op.create_index("webhook_deliveries_list", DELIVERIES, [*of_webhook, "id"])
    op.create_index("webhook_deliveries_due", DELIVERIES, [*of_webhook, "next_at"], postgresql_where=PENDING)
    op.create_index(
        "webhook_deliveries_order", DELIVERIES, [*of_webhook, "subject_id", "seq", "id"], postgresql_where=PENDING
    )
    op.create_index("webhook_deliveries_created_at", DELIVERIES, ["created_at"])
    own_by_tenant("webhooks")
    own_by_tenant(DELIVERIES)
    let_system_find("webhooks", ("tenant_id", "id", "retired_at", "disabled_at"))
    let_system_find(DELIVERIES, ("tenant_id", "webhook_id", "subject_id", "state", "next_at", "created_at"))
