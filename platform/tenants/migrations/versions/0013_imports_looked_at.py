"""A file that somebody looks at before it is sent: its name, first rows, columns, and the cells of rows with faults."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("preview", "mapping"):
        op.add_column("imports", sa.Column(column, sa.JSON(none_as_null=True), nullable=True))
    op.add_column("imports", sa.Column("name", sa.Text(), nullable=True))
    op.add_column("import_faults", sa.Column("cells", sa.JSON(none_as_null=True), nullable=True))
    op.drop_constraint(op.f("imports_state_check"), "imports")
    op.create_check_constraint(
        op.f("imports_state_check"), "imports", "state in ('waiting', 'running', 'finished', 'failed')"
    )
    op.drop_constraint(op.f("imports_finished_at_check"), "imports")
    op.create_check_constraint(
        op.f("imports_finished_at_check"), "imports", "(state in ('waiting', 'running')) = (finished_at is null)"
    )
