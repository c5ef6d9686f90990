"""What people say of an item, to each other or to the client too."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import decimals
from tenants.database import Executor

from .models import Comment
from .news import Change

STAFF, CLIENT = "staff", "client"


class CommentView(Struct, frozen=True):
    id: UUID
    at: datetime
    author: dict[str, Any]
    text: str
    visible_to: str


async def add(executor: Executor, tenant_id: UUID, item_id: UUID, comment: CommentView) -> Change:
    (row,) = await executor.fetch(
        "select bpo_code.comment($1, $2, $3, $4, $5, $6, $7) as seq",
        tenant_id,
        item_id,
        comment.id,
        decimals.dumps(comment.author),
        comment.text,
        comment.visible_to,
        comment.at,
    )
    return Change(tenant_id, item_id, row["seq"], row["seq"])


async def list_of(
    session: AsyncSession, item_id: UUID, *, for_client: bool, before: UUID | None, limit: int
) -> Sequence[CommentView]:
    """Newest first; a client sees what is meant for clients."""
    wanted = select(Comment).where(Comment.work_item_id == item_id).order_by(Comment.id.desc()).limit(limit)
    if for_client:
        wanted = wanted.where(Comment.visible_to == CLIENT)
    if before is not None:
        wanted = wanted.where(Comment.id < before)
    rows = await session.scalars(wanted)
    return [CommentView(row.id, row.at, row.author, row.text, row.visible_to) for row in rows]
