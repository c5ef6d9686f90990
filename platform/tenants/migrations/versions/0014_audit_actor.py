"""The record of changes is found by who made them: the database derives the id, so that it cannot differ from the actor
that the seals cover. The table is written anew once."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("actor_id", sa.Text(), sa.Computed("actor ->> 'id'", persisted=True)))
    op.create_index("audit_of_actor", "audit", ["tenant_id", "actor_id", "id"])
