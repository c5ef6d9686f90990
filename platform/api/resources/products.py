"""/v1/products: what a tenant sells, and how much of it there is; /v1/stock-outs: what could not be filled."""

from decimal import Decimal
from uuid import UUID

from litestar.params import FromPath
from msgspec import Struct

from tasks.masterdata import ProductContent
from tasks.models import Product
from tasks.reading import runs
from tasks.reading.runs import StockOutView
from tenants.roles import Permission

from ..access import Call, database, tenants_of
from ..answers import Answer, answer
from ..batches import Batch
from ..masterdata import MasterKey, Noun, PutMany, list_rows, put_many, put_one, read_one
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, post, put
from ..shapes import Amount, Instant, Name, Shape


class ProductBody(Shape):
    name: Name
    on_hand: Amount
    unit_price: Amount | None = None


class ProductElement(ProductBody, kw_only=True):
    sku: MasterKey


class ProductView(Struct, frozen=True):
    """`available`: `on_hand` less `reserved`; below zero where `on_hand` was lowered, and then nothing is reserved."""

    tenant: str
    sku: str
    name: str
    unit_price: Decimal | None
    on_hand: Decimal
    reserved: Decimal
    available: Decimal


class StockOutFilter(Paging):
    sku: str | None = None
    since: Instant | None = None


def _content(sku: str, asked: ProductBody) -> ProductContent:
    return ProductContent(sku, asked.name, asked.unit_price, asked.on_hand)


def _view(row: Product, tenant: str) -> ProductView:
    return ProductView(tenant, row.sku, row.name, row.unit_price, row.on_hand, row.reserved, row.available)


PRODUCTS = Noun("product", Product, Product.sku, ProductBody, ProductElement, _content, _view)


@put(
    "/v1/products/{sku:str}",
    Permission.CHANGE_MASTER_DATA,
    body=ProductBody,
    names_tenant=True,
    answers={200: ProductView, 201: ProductView},
)
async def put_product(request: Call, sku: FromPath[str]) -> Answer:
    """Make or change a product"""
    return await put_one(request, PRODUCTS, sku)


@post("/v1/products/bulk", Permission.CHANGE_MASTER_DATA, body=Batch, names_tenant=True, answers={200: PutMany})
async def put_products(request: Call) -> Answer:
    """Make or change up to 10,000 products, each element a PUT with its `sku`"""
    return await put_many(request, PRODUCTS)


@get("/v1/products", Permission.READ_MASTER_DATA, query=Paging, names_tenant=True, answers={200: Page[ProductView]})
async def list_products(request: Call) -> Answer:
    """All products, in order of tenant and sku"""
    return await list_rows(request, PRODUCTS)


@get("/v1/products/{sku:str}", Permission.READ_MASTER_DATA, names_tenant=True, answers={200: ProductView})
async def read_product(request: Call, sku: FromPath[str]) -> Answer:
    """One product"""
    return await read_one(request, PRODUCTS, sku)


@get(
    "/v1/stock-outs",
    Permission.READ_MASTER_DATA,
    query=StockOutFilter,
    names_tenant=True,
    answers={200: Page[StockOutView]},
)
async def list_stock_outs(request: Call) -> Answer:
    """What could not be filled, newest first"""
    tenants = tenants_of(request)
    asked = query(request, StockOutFilter)
    before = place_of(asked.cursor, UUID)
    newest = runs.newest_stock_outs(tenants, sku=asked.sku, since=asked.since, before=before, limit=asked.limit + 1)
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        found = await runs.stock_outs(session, tenants, newest)
    return answer(page(found, asked.limit, lambda view: view.id))


HANDLERS = [put_product, put_products, list_products, read_product, list_stock_outs]
