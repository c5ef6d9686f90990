"""/setup/{slug}/start: the way from an empty tenant to its first routed item, and what is there already."""

from collections.abc import Set

from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import func, select

from packs.installing import install
from packs.pack import pack_keys, read_pack
from tasks.founding import QUEUES
from tasks.models import Queue, RulesetHead, WorkItem, WorkType
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_named, tenant_named_to_change
from ..answers import Answer
from ..browser.forms import form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..configuration import changed
from ..errors import NotFound
from .administration import SETUP
from .setup import of_setup

PATH = f"{SETUP}/{{slug:str}}/start"


class Step(Struct, frozen=True):
    """`say` is what there is to do, as on its button; `href` where."""

    say: str
    why: str
    href: str
    is_done: bool


@page("GET", PATH, Permission.CHANGE_CONFIGURATION)
async def show_start(request: Call, slug: FromPath[str]) -> Answer:
    """How far a tenant is set up, and the next step"""
    tenant = tenant_named(request, slug)
    packs = [(key, read_pack(key).about) for key in pack_keys()]
    values = {**of_setup(request, tenant), "steps": await steps_of(request, tenant), "packs": packs}
    return show(request, "setup/start.html", values)


@page("POST", PATH, Permission.CHANGE_CONFIGURATION)
async def install_pack(request: Call, slug: FromPath[str]) -> Answer:
    """Install a process; what is there already is kept"""
    tenant, key = tenant_named_to_change(request, slug), (await form_of(request)).text("pack")
    if key not in pack_keys():
        raise NotFound
    await changed(request, tenant, lambda change: install(change, read_pack(key), replace=False), moves_lanes=True)
    ring_relay(request)
    return see_other(request, f"{SETUP}/{slug}/start")


HANDLERS = [show_start, install_pack]


async def steps_of(request: Call, tenant: TenantRef) -> list[Step]:
    """From nothing to the first routed item, in the order in which they are done."""
    async with database(request).session([tenant.id]) as session:
        types = set(await session.scalars(select(WorkType.key).where(WorkType.retired_at.is_(None))))
        queues = set(await session.scalars(select(Queue.key).where(Queue.retired_at.is_(None))))
        published = set(await session.scalars(select(RulesetHead.key).where(RulesetHead.published.is_not(None))))
        has_items = await session.scalar(select(func.count()).select_from(select(WorkItem.id).limit(1).subquery()))
    return _steps(tenant.slug, types, queues - set(QUEUES), published, has_items=bool(has_items))


def _steps(slug: str, types: Set[str], queues: Set[str], published: Set[str], *, has_items: bool) -> list[Step]:
    """`published`: the types that have rules."""
    base, ruleless = f"{SETUP}/{slug}", sorted(types - published)
    first = (ruleless or sorted(types) or [""])[0]
    rules = f"/rules/{slug}/{first}/edit" if first else f"{base}/work-types/-"
    return [
        Step(_TYPE, N_("What your clients send: orders, claims."), f"{base}/work-types/-", bool(types)),
        Step(_QUEUE, N_("Where its tasks wait for people."), f"{base}/queues/-", bool(queues)),
        Step(_RULES, N_("Which task each item becomes, and in which queue."), rules, bool(types) and not ruleless),
        Step(_ITEM, N_("It is routed at once."), f"/submit?tenant={slug}", has_items),
    ]


_TYPE, _QUEUE = N_("Add a type of work"), N_("Add a queue")
_RULES, _ITEM = N_("Write the first rules"), N_("Submit an item")
