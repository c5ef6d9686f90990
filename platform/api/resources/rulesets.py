"""/v1/rulesets: the rules of a work type, as a draft that is saved and versions that are published and stay."""

from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from litestar.params import FromPath
from msgspec import Struct

from rules import Fault, Finding, Report
from tasks.configuring import rulesets
from tasks.configuring.change import Change
from tasks.configuring.rulesets import Checked
from tasks.models import RulesetHead
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_of, tenant_to_change
from ..answers import Answer, answer
from ..bodies import body, unshaped_body
from ..configuration import change_once, changed, hold_to, listed
from ..errors import Invalid, NotFound
from ..etags import tagged
from ..idempotency import given, once
from ..places import Page, Paging
from ..routes import get, post, put
from ..rulesets import Chosen, Version, examined, hold_to_one
from ..shapes import Shape, Text

MOST_RULESET_BYTES = 16 * 1024 * 1024


class RulesetBody(Shape):
    """Tables of rules in FEEL, patterns over several items, and tests that the ruleset carries."""

    most_bytes: ClassVar[int] = MOST_RULESET_BYTES

    tables: list[Any]
    patterns: list[Any] | None = None
    tests: list[Any] | None = None


class PublishBody(Shape):
    comment: Text | None = None
    stop_on_warnings: bool = False


class RollbackBody(Shape):
    version: Version


class HeadView(Struct, frozen=True):
    """`published`: the version in force, null where there is none yet; `saved_at`, `saved_by`: of the draft, null where
    there is none, or from before these were kept."""

    tenant: str
    key: str
    published: int | None
    has_draft: bool
    saved_at: datetime | None
    saved_by: dict[str, Any] | None


class Published(Struct, frozen=True):
    version: int
    warnings: tuple[Finding, ...]


class RolledBack(Struct, frozen=True):
    version: int


@put(
    "/v1/rulesets/{key:str}/draft",
    Permission.CHANGE_CONFIGURATION,
    body=RulesetBody,
    names_tenant=True,
    by_session=True,
    answers={200: dict[str, Any]},
)
async def put_draft(request: Call, key: FromPath[str]) -> Answer:
    """Save the draft

    Refused, with nothing saved, only for what is no ruleset; `check` says what else is wrong.
    """
    tenant = await tenant_to_change(request)
    async with database(request).session([tenant.id]) as session:
        schemas = await rulesets.schemas_of(session, tenant.id, key)
    content = await unshaped_body(request, RulesetBody)
    hold = hold_to(request, await rulesets.faults_of(content, schemas))
    save = partial(rulesets.save_draft, key=key, content=content, hold=hold)
    head = await changed(request, tenant, save, is_draft=True)
    return answer(head.draft, headers=tagged(head.revision))


@get("/v1/rulesets", Permission.READ_CONFIGURATION, query=Paging, names_tenant=True, answers={200: Page[HeadView]})
async def list_rulesets(request: Call) -> Answer:
    """All rulesets, in order of tenant and key"""
    return await listed(request, rulesets.heads, lambda head: (head.tenant_id, head.key), _head_view)


@get(
    "/v1/rulesets/{key:str}",
    Permission.READ_CONFIGURATION,
    names_tenant=True,
    by_session=True,
    answers={200: HeadView},
)
async def read_ruleset(request: Call, key: FromPath[str]) -> Answer:
    """What there is of a ruleset, and who saved its draft last"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        head = await rulesets.head_of(session, tenant.id, key)
    if head is None:
        raise NotFound
    return answer(_head_view(head, tenant.slug))


@get(
    "/v1/rulesets/{key:str}/draft",
    Permission.READ_CONFIGURATION,
    names_tenant=True,
    by_session=True,
    answers={200: dict[str, Any]},
)
async def read_draft(request: Call, key: FromPath[str]) -> Answer:
    """The draft as it was saved last"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        head = await rulesets.head_of(session, tenant.id, key)
    if head is None or head.draft is None:
        raise NotFound
    return answer(head.draft, headers=tagged(head.revision))


@post(
    "/v1/rulesets/{key:str}/check",
    Permission.READ_CONFIGURATION,
    body=Chosen,
    names_tenant=True,
    by_session=True,
    answers={200: Report},
)
async def check_ruleset(request: Call, key: FromPath[str]) -> Answer:
    """Check the draft, or a version, against what is configured now

    Neither `draft` nor `version`: the draft.
    """
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
    chosen = await body(request, Chosen)
    hold_to_one(chosen)
    found = await examined(request, tenant, key, chosen, default_is_draft=True)
    return await once(request, 200, lambda _: given(found.report))


@post(
    "/v1/rulesets/{key:str}/publish",
    Permission.CHANGE_CONFIGURATION,
    body=PublishBody,
    names_tenant=True,
    answers={201: Published},
)
async def publish(request: Call, key: FromPath[str]) -> Answer:
    """Publish the draft: what is received from now on is decided by it

    Refused with `errors` where the check finds any; with `stop_on_warnings` where it warns, too.
    """
    tenant = await tenant_to_change(request)
    found = await examined(request, tenant, key, Chosen(draft=True))
    asked = await body(request, PublishBody)
    draft = Checked(found.content, found.report, asked.stop_on_warnings)

    async def publish(change: Change) -> Published:
        return Published(await rulesets.publish(change, key, draft, asked.comment), found.report.warnings)

    done = await change_once(request, tenant, 201, publish)
    ring_relay(request)  # a worker goes through the past of new patterns
    return done


@post(
    "/v1/rulesets/{key:str}/rollback",
    Permission.CHANGE_CONFIGURATION,
    body=RollbackBody,
    names_tenant=True,
    answers={201: RolledBack},
)
async def roll_back(request: Call, key: FromPath[str]) -> Answer:
    """Publish the content of an earlier version as a new one"""
    tenant = await tenant_to_change(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
    asked = await body(request, RollbackBody)

    async def roll_back(change: Change) -> RolledBack:
        version = await rulesets.roll_back(change, key, asked.version)
        if version is None:
            raise Invalid(Fault("/version", "is no version of this ruleset"))
        return RolledBack(version)

    done = await change_once(request, tenant, 201, roll_back)
    ring_relay(request)
    return done


HANDLERS = [put_draft, list_rulesets, read_ruleset, read_draft, check_ruleset, publish, roll_back]


def _head_view(head: RulesetHead, tenant: str) -> HeadView:
    return HeadView(tenant, head.key, head.published, head.draft is not None, head.saved_at, head.saved_by)
