"""Items are found by the words of their documents, which the scheduler enters, and by when they were promised.

Items that are there already get no words: no release had any.
"""

import sqlalchemy as sa
from alembic import op

from tenants.migrations.access import let_system_find, own_by_tenant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_words",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "word", "work_item_id", name=op.f("item_words_pkey")),
    )
    op.create_table(
        "unread_documents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("unread_documents_pkey")),
    )
    own_by_tenant("item_words", ("select", "insert", "delete"))
    own_by_tenant("unread_documents", ("select", "insert", "delete"))
    let_system_find("unread_documents", ("id", "tenant_id"))
    op.drop_index("work_items_list", "work_items")
    op.create_index(
        "work_items_list", "work_items", ["tenant_id", "type", "state", "id"], postgresql_include=["promised_at"]
    )
