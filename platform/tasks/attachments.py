"""Files that belong to an item. What type one is of is told by its content; the name decides only between types that
begin alike, and whether a text is more than plain."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import puremagic
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import decimals
from tenants.database import Executor
from tenants.storage import path_of

from .models import Attachment
from .news import Change

LONGEST_NAME = 200
NAMELESS = "file"
UNKNOWN = "application/octet-stream"
_TEXTS = {".csv": "text/csv", ".json": "application/json", ".md": "text/markdown"}
_SURE = 0.3
"""Of puremagic's confidence: below it two bytes are enough to take a text for a picture."""


class AttachmentView(Struct, frozen=True):
    id: UUID
    at: datetime
    author: dict[str, Any]
    name: str
    media_type: str
    size_bytes: int
    sha256: str


class Found(Struct, frozen=True):
    tenant_id: UUID
    work_item_id: UUID
    view: AttachmentView

    @property
    def path(self) -> str:
        return path_of(self.tenant_id, "attachments", self.view.id)


async def add(executor: Executor, tenant_id: UUID, item_id: UUID, attachment: AttachmentView) -> Change:
    (row,) = await executor.fetch(
        "select bpo_code.attach($1, $2, $3, $4, $5, $6, $7, $8, $9) as seq",
        tenant_id,
        item_id,
        attachment.id,
        decimals.dumps(attachment.author),
        attachment.name,
        attachment.media_type,
        attachment.size_bytes,
        attachment.sha256,
        attachment.at,
    )
    return Change(tenant_id, item_id, row["seq"], row["seq"])


async def list_of(session: AsyncSession, item_id: UUID, *, before: UUID | None, limit: int) -> list[AttachmentView]:
    """Newest first."""
    wanted = select(Attachment).where(Attachment.work_item_id == item_id).order_by(Attachment.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Attachment.id < before)
    return [_view(row) for row in await session.scalars(wanted)]


async def find(session: AsyncSession, attachment_id: UUID) -> Found | None:
    row = await session.scalar(select(Attachment).where(Attachment.id == attachment_id))
    return Found(row.tenant_id, row.work_item_id, _view(row)) if row else None


def name_of(sent: str | None) -> str:
    """As a name that can be shown and saved: without folders and control characters."""
    bare = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", re.split(r"[/\\]", sent or "")[-1]).strip()
    return bare[-LONGEST_NAME:] if bare.strip(".") else NAMELESS


def media_type_of(head: bytes, name: str) -> str:
    extension = name[name.rfind(".") :].lower() if "." in name else ""
    candidates = [each for each in _candidates(head) if each.mime_type]
    alike = [each for each in candidates if each.extension == extension]
    sure = [each for each in candidates if each.confidence >= _SURE]
    for each in (*alike, *sure):
        return str(each.mime_type)
    return _TEXTS.get(extension, "text/plain") if _is_text(head) else UNKNOWN


def _candidates(head: bytes) -> Sequence[Any]:
    try:
        return puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ()


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError as fault:
        if fault.end < len(head) or fault.reason != "unexpected end of data":
            return False
        text = head[: fault.start].decode()
    return not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)


def _view(row: Attachment) -> AttachmentView:
    return AttachmentView(row.id, row.at, row.author, row.name, row.media_type, row.size_bytes, row.sha256)
