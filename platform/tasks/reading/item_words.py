"""Items by the words of their documents, the newest first: a page of each word that begins so, and no more.

Of several words the last may be the beginning of one, the others are whole. They are compared, which is leakproof, as
LIKE is not: so an index may be used.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, true
from sqlalchemy.orm import aliased

from ..models import ItemWord, WorkItem
from ..words import words_of
from .newest import cells_of

MOST_WORDS = 50
"""That begin alike, of a tenant: the first in the order of their letters. Of common beginnings there are more."""

_LAST = chr(0x10FFFF)


def newest_with(
    q: str, tenants: Sequence[UUID], where: Sequence[ColumnElement[bool]], *, before: UUID | None, limit: int
) -> Select[Any] | None:
    """Keys of items, not in order; `where` is of work items. None: there is no word in `q`."""
    *whole, beginning = list(words_of(q)) or [""]
    if not beginning:
        return None
    words = _words_like(beginning, tenants)
    is_of_word = (ItemWord.tenant_id == words.c.tenant_id, ItemWord.word == words.c.word, *map(_has, whole))
    rows = select(ItemWord.tenant_id, ItemWord.work_item_id).where(*is_of_word)
    if before is not None:
        rows = rows.where(ItemWord.work_item_id < before)
    if where:
        rows = rows.where(_is_of_item(where))
    of_one = rows.order_by(ItemWord.work_item_id.desc()).limit(limit).lateral()
    return select(of_one.c.tenant_id, of_one.c.work_item_id.label("id")).select_from(words).join(of_one, true())


def _is_of_item(where: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """OFFSET keeps it a question about one item: the planner would else begin with items, and read all of them."""
    item = (WorkItem.tenant_id == ItemWord.tenant_id) & (WorkItem.id == ItemWord.work_item_id)
    return select(WorkItem.id).where(item, *where).offset(0).exists()


def _words_like(beginning: str, tenants: Sequence[UUID]) -> Any:
    """A loose scan: one probe of the index for each word."""
    each = cells_of({"tenant_id": tenants})

    def next_word(tenant: Any, *after: ColumnElement[bool]) -> Any:
        begins = (ItemWord.word >= beginning, ItemWord.word < beginning + _LAST)
        of_tenant = select(ItemWord.word).where(ItemWord.tenant_id == tenant, *begins, *after)
        return of_tenant.order_by(ItemWord.word).limit(1).scalar_subquery().label("word")

    found = select(each.c.tenant_id, next_word(each.c.tenant_id), literal(1).label("nth")).cte("found", recursive=True)
    following = select(found.c.tenant_id, next_word(found.c.tenant_id, ItemWord.word > found.c.word), found.c.nth + 1)
    found = found.union_all(following.where(found.c.word.is_not(None), found.c.nth < MOST_WORDS))
    return select(found.c.tenant_id, found.c.word).where(found.c.word.is_not(None)).subquery()


def _has(word: str) -> ColumnElement[bool]:
    other = aliased(ItemWord)
    item = (other.tenant_id == ItemWord.tenant_id) & (other.work_item_id == ItemWord.work_item_id)
    return select(other.word).where(item, other.word == word).offset(0).exists()
