"""Customers and products, put one by one or many at once. What is owed or reserved of them the ledgers say."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from .models import Customer, Product

Hold = Callable[[int | None], None]
"""Asked with the revision that stands (None: none) before anything is kept; raises to keep it so."""

FIRST = 1


class CustomerContent(Struct, frozen=True):
    key: str
    name: str
    credit_limit: Decimal | None
    data: dict[str, Any]


class ProductContent(Struct, frozen=True):
    sku: str
    name: str
    unit_price: Decimal | None
    on_hand: Decimal


Content = CustomerContent | ProductContent
_TABLES: dict[type[Content], tuple[type[Customer] | type[Product], InstrumentedAttribute[str]]] = {
    CustomerContent: (Customer, Customer.key),
    ProductContent: (Product, Product.sku),
}


async def put(session: AsyncSession, tenant_id: UUID, content: Content, *, hold: Hold) -> bool:
    """Whether it is new."""
    model, key = _TABLES[type(content)]
    same = (model.tenant_id == tenant_id) & (key == getattr(content, key.key))
    found = await session.scalar(select(model.revision).where(same).with_for_update())
    hold(found)
    (is_new,) = (await put_many(session, tenant_id, [content])).values()
    if found is None and not is_new:
        hold(FIRST)  # another made it since: nothing was there to be locked
    return is_new


async def put_many(session: AsyncSession, tenant_id: UUID, contents: Sequence[Content]) -> dict[str, bool]:
    """Whether each key is new. All of one kind, no key twice; rows are locked in order of key, as the ledgers do."""
    model, key = _TABLES[type(contents[0])]
    rows = sorted((structs.asdict(each) for each in contents), key=lambda row: str(row[key.key]))
    made = insert(model).values([row | {"tenant_id": tenant_id} for row in rows])
    changed = {name: made.excluded[name] for name in rows[0] if name != key.key}
    upsert = made.on_conflict_do_update(
        index_elements=[model.tenant_id, key], set_=changed | {"revision": model.revision + 1}
    )
    is_new: ColumnElement[bool] = literal_column("xmax = 0")
    done = await session.execute(upsert.returning(key, is_new))
    return dict(done.all())
