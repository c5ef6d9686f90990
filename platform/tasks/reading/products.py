"""What the products are called that a document names by their sku."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Product


async def product_names(session: AsyncSession, tenant_id: UUID, document: Any) -> Mapping[str, str]:
    """By sku; of those that are known."""
    skus = sorted(set(_skus(document)))
    if not skus:
        return {}
    where = (Product.tenant_id == tenant_id, Product.sku.in_(skus))
    rows = await session.execute(select(Product.sku, Product.name).where(*where))
    return {row.sku: row.name for row in rows}


def _skus(document: Any) -> Iterable[str]:
    for value in document.values() if isinstance(document, dict) else ():
        for line in value if isinstance(value, list) else ():
            if isinstance(line, dict) and isinstance(line.get("sku"), str):
                yield line["sku"]
