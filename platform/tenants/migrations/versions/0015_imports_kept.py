"""Until when a file is kept that somebody looks at and nobody sends: the scheduler finds those whose time has come.

Files that are there already stay: no release had any.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("kept_until", sa.TIMESTAMP(timezone=True), nullable=True))
    op.create_index("imports_kept", "imports", ["kept_until"], postgresql_where=sa.text("kept_until is not null"))
    op.execute("grant select (kept_until) on imports to bpo_system")
