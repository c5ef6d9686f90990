"""What the products are called that a document, or what was short, names by their sku."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Product


async def product_names(session: AsyncSession, tenant_id: UUID, document: Any) -> Mapping[str, str]:
    """By sku; of those that are known."""
    return await names_of_skus(session, [tenant_id], _skus(document))


async def names_of_skus(session: AsyncSession, tenants: Sequence[UUID], skus: Iterable[str]) -> Mapping[str, str]:
    """By sku; of those that one of the tenants has put."""
    wanted = sorted(set(skus))
    if not wanted:
        return {}
    where = (Product.tenant_id.in_(tenants), Product.sku.in_(wanted))
    rows = await session.execute(select(Product.sku, Product.name).where(*where))
    return {row.sku: row.name for row in rows}


def _skus(document: Any) -> Iterable[str]:
    for value in document.values() if isinstance(document, dict) else ():
        for line in value if isinstance(value, list) else ():
            if isinstance(line, dict) and isinstance(line.get("sku"), str):
                yield line["sku"]
