"""/v1/customers: whom a tenant sells to, and how much credit they have."""

from decimal import Decimal
from typing import Any

from litestar.params import FromPath
from msgspec import Struct, field

from tasks.masterdata import CustomerContent
from tasks.models import Customer
from tenants.roles import Permission

from ..access import Call
from ..answers import Answer
from ..batches import Batch
from ..masterdata import MasterKey, Noun, PutMany, list_rows, put_many, put_one, read_one
from ..places import Page, Paging
from ..routes import get, post, put
from ..shapes import Amount, Document, Name, Shape


class CustomerBody(Shape):
    """Without `credit_limit` nothing is approved."""

    name: Name
    credit_limit: Amount | None = None
    data: Document = field(default_factory=dict)


class CustomerElement(CustomerBody, kw_only=True):
    key: MasterKey


class CustomerView(Struct, frozen=True):
    """`exposure`: what approved items that are still open take of the limit."""

    tenant: str
    key: str
    name: str
    credit_limit: Decimal | None
    exposure: Decimal
    data: dict[str, Any]


def _content(key: str, asked: CustomerBody) -> CustomerContent:
    return CustomerContent(key, asked.name, asked.credit_limit, asked.data)


def _view(row: Customer, tenant: str) -> CustomerView:
    return CustomerView(tenant, row.key, row.name, row.credit_limit, row.exposure, row.data)


CUSTOMERS = Noun("customer", Customer, Customer.key, CustomerBody, CustomerElement, _content, _view)


@put(
    "/v1/customers/{key:str}",
    Permission.CHANGE_MASTER_DATA,
    body=CustomerBody,
    names_tenant=True,
    answers={200: CustomerView, 201: CustomerView},
)
async def put_customer(request: Call, key: FromPath[str]) -> Answer:
    """Make or change a customer"""
    return await put_one(request, CUSTOMERS, key)


@post("/v1/customers/bulk", Permission.CHANGE_MASTER_DATA, body=Batch, names_tenant=True, answers={200: PutMany})
async def put_customers(request: Call) -> Answer:
    """Make or change up to 10,000 customers, each element a PUT with its `key`"""
    return await put_many(request, CUSTOMERS)


@get("/v1/customers", Permission.READ_MASTER_DATA, query=Paging, names_tenant=True, answers={200: Page[CustomerView]})
async def list_customers(request: Call) -> Answer:
    """All customers, in order of tenant and key"""
    return await list_rows(request, CUSTOMERS)


@get("/v1/customers/{key:str}", Permission.READ_MASTER_DATA, names_tenant=True, answers={200: CustomerView})
async def read_customer(request: Call, key: FromPath[str]) -> Answer:
    """One customer"""
    return await read_one(request, CUSTOMERS, key)


HANDLERS = [put_customer, put_customers, list_customers, read_customer]
