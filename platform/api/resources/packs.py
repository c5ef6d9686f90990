"""/v1/packs: back-office processes that a tenant can install, whole."""

from litestar.params import FromPath
from msgspec import Struct

from packs.installing import Part, install
from packs.pack import Pack, pack_keys, read_pack
from tasks.configuring.change import Change
from tenants.roles import Permission

from ..access import Call, tenant_to_change
from ..answers import Answer, answer
from ..bodies import body
from ..configuration import change_once
from ..errors import NotFound
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, post
from ..shapes import Shape


class InstallBody(Shape):
    """`replace`: what the tenant has under a key of the pack's, but not as the pack has it, becomes the pack's."""

    replace: bool = False


class PackView(Struct, frozen=True):
    """The keys of what it brings; a ruleset for each work type that is bound to one."""

    key: str
    name: str
    description: str
    work_types: list[str]
    task_types: list[str]
    queues: list[str]
    rulesets: list[str]


class Installed(Struct, frozen=True):
    pack: str
    parts: list[Part]


@get("/v1/packs", Permission.CHANGE_CONFIGURATION, query=Paging, answers={200: Page[PackView]})
async def list_packs(request: Call) -> Answer:
    """The packs that there are, in order of key"""
    paging = query(request, Paging)
    after = place_of(paging.cursor, str) or ""
    views = [_view(read_pack(key)) for key in pack_keys() if key > after]
    return answer(page(views, paging.limit, lambda view: view.key))


@post(
    "/v1/packs/{pack:str}/install",
    Permission.CHANGE_CONFIGURATION,
    body=InstallBody,
    names_tenant=True,
    answers={200: Installed},
)
async def install_pack(request: Call, pack: FromPath[str]) -> Answer:
    """Install a pack

    What the tenant lacks is made, and its rules are published. What is there already, but not as the pack has it, is
    kept, and said in `parts`, unless `replace` is true. Installed again, it changes nothing.
    """
    if pack not in pack_keys():
        raise NotFound
    tenant = await tenant_to_change(request)
    asked = await body(request, InstallBody)
    found = read_pack(pack)

    async def put(change: Change) -> Installed:
        return Installed(pack, await install(change, found, replace=asked.replace))

    return await change_once(request, tenant, 200, put, moves_lanes=True)


HANDLERS = (list_packs, install_pack)


def _view(pack: Pack) -> PackView:
    parts = (list(pack.work_types), list(pack.task_types), list(pack.queues), list(pack.rulesets))
    return PackView(pack.key, pack.about.name, pack.about.description, *parts)
