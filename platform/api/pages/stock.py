"""/stock: a client's products, what is kept of them for orders, and what could not be filled."""

from urllib.parse import urlencode

from sqlalchemy import select

from tasks.models import Product
from tasks.reading import runs
from tasks.reading.products import names_of_skus
from tenants.roles import Permission, Role

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..places import Paging
from ..queries import query

ENTRIES = (
    Entry(
        label=N_("Stock"),
        path="/stock",
        permission=Permission.READ_MASTER_DATA,
        order=60,
        roles=frozenset({Role.TENANT_ADMIN, Role.CLIENT}),
    ),
)
MOST_STOCK_OUTS = 20


class StockQuery(Paging):
    """`q`: how the sku begins; `start`: the first that is shown."""

    q: str = ""
    start: str = ""

    def at(self, **changed: str) -> str:
        """The address of this list, but for what is changed."""
        shown = {"q": self.q, **changed}
        return f"/stock?{urlencode({name: value for name, value in shown.items() if value})}"


@page("GET", "/stock", Permission.READ_MASTER_DATA)
async def show_stock(request: Call) -> Answer:
    """Stock"""
    tenants, asked = tenants_of(request), query(request, StockQuery)
    ids = [tenant.id for tenant in tenants]
    wanted = select(Product).where(Product.tenant_id.in_(ids), Product.sku >= asked.start)
    if asked.q:
        wanted = wanted.where(Product.sku.op("^@")(asked.q))
    async with database(request).session(ids) as session:
        rows = (await session.scalars(wanted.order_by(Product.sku, Product.tenant_id).limit(asked.limit + 1))).all()
        newest = runs.newest_stock_outs(tenants, sku=None, since=None, before=None, limit=MOST_STOCK_OUTS)
        short = await runs.stock_outs(session, tenants, newest)
        names = await names_of_skus(session, ids, (each.sku for each in short))
    following = rows[asked.limit].sku if len(rows) > asked.limit else None
    values = {"products": rows[: asked.limit], "short": short, "names": names, "following": following, "asked": asked}
    return show(request, "stock/page.html", values)


HANDLERS = [show_stock]
