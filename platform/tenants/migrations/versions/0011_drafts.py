"""A draft knows who saved it last, and when, for whoever finds that it has changed meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rulesets", sa.Column("saved_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("rulesets", sa.Column("saved_by", sa.JSON(none_as_null=True), nullable=True))
