"""What came as a file: imports, and attachments of items. Their bytes lie in the storage, not in the database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .owned import Owned


class Import(Owned, Base):
    """`place`: how many rows have been looked at; `read_as`: how the file's bytes were understood. One with a `name` is
    looked at by somebody before it is sent: `preview` holds its first rows, `mapping` what its columns are, and what is
    not sent is kept until `kept_until`."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'finished', 'failed')", name="state"),
        CheckConstraint("format in ('csv', 'ndjson', 'xlsx')", name="format"),
        CheckConstraint("(state in ('waiting', 'running')) = (finished_at is null)", name="finished_at"),
        Index("imports_running", "held_until", postgresql_where=text("state = 'running'")),
        Index("imports_kept", "kept_until", postgresql_where=text("kept_until is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    format: Mapped[str]
    charset: Mapped[str | None]
    reference_column: Mapped[str]
    name: Mapped[str | None]
    preview: Mapped[dict[str, Any] | None]
    mapping: Mapped[dict[str, Any] | None]
    is_dry_run: Mapped[bool]
    actor: Mapped[dict[str, Any]]
    state: Mapped[str]
    place: Mapped[int] = mapped_column(server_default="0")
    accepted: Mapped[int] = mapped_column(server_default="0")
    rejected: Mapped[int] = mapped_column(server_default="0")
    read_as: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    held_until: Mapped[datetime]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    kept_until: Mapped[datetime | None]


class ImportFault(Owned, Base):
    """What is wrong with one row, counted from 1; 0 is the header. `cells`: what stood there, if not too much."""

    __tablename__ = "import_faults"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    faults: Mapped[list[Any]]
    cells: Mapped[list[Any] | None]


class Attachment(Owned, Base):
    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("size_bytes >= 0", name="size_bytes"),
        Index("attachments_of_item", "tenant_id", "work_item_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    at: Mapped[datetime]
    author: Mapped[dict[str, Any]]
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
