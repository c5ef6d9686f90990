"""/v1/rulesets/{key}/evaluate: what a ruleset would decide of a case; nothing is changed."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from litestar.params import FromPath
from msgspec import UNSET, Meta, Struct, UnsetType, field, structs

from rules import Conflict, Decision, Match, TraceRow, complete_case, decide
from tasks.configuring import rulesets
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_of
from ..answers import Answer
from ..bodies import body
from ..idempotency import given, once
from ..routes import post
from ..rulesets import Chosen, chosen_content, hold_to_one
from ..shapes import Document, Instant, Key, Shape

Event = Annotated[
    dict[str, Any],
    Meta(
        extra_json_schema={"properties": {"name": {"type": "string"}, "at": {"type": "string", "format": "date-time"}}}
    ),
]
TenantParts = Annotated[
    dict[str, Any],
    Meta(extra_json_schema={"properties": {part: {"type": "string"} for part in ("slug", "timezone", "country")}}),
]


class CaseParts(Shape):
    """What is left out: event `received`, type the ruleset's, nothing known, tenant the caller's, received now."""

    type: Key | UnsetType = UNSET
    reference: str | UnsetType | None = UNSET
    document: Document | UnsetType = UNSET
    facts: Document | UnsetType = UNSET
    tasks: dict[str, Document] | UnsetType = UNSET
    all_tasks: list[Document] | UnsetType = UNSET
    signals: list[Document] | UnsetType = UNSET
    event: Event | UnsetType = UNSET
    tenant: TenantParts | UnsetType = UNSET
    received_at: Instant | UnsetType = UNSET
    priority: Decimal | UnsetType | None = UNSET


class EvaluateBody(Chosen):
    """Neither `draft` nor `version`: what is published."""

    case: CaseParts = field(default_factory=CaseParts)
    trace: bool = False


class Evaluation(Struct, frozen=True, omit_defaults=True):
    """`actions` as they would be done, in the order of the plan; each has its table, its rule and one action."""

    actions: list[dict[str, Any]]
    matched: tuple[Match, ...]
    errors: tuple[Conflict, ...]
    trace: tuple[TraceRow, ...] | None = None


@post(
    "/v1/rulesets/{key:str}/evaluate",
    Permission.READ_CONFIGURATION,
    body=EvaluateBody,
    names_tenant=True,
    answers={200: Evaluation},
)
async def evaluate(request: Call, key: FromPath[str]) -> Answer:
    """Try a ruleset on a case"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
        asked = await body(request, EvaluateBody)
        hold_to_one(asked)
        found = await chosen_content(session, tenant, key, asked)
    ruleset = await rulesets.loaded(found.content, found.schemas)
    decision = decide(ruleset, _case(asked.case, key, tenant, datetime.now(UTC)), trace=asked.trace)
    return await once(request, 200, lambda _: given(evaluation_of(decision)))


HANDLERS = [evaluate]


def _case(parts: CaseParts, key: str, tenant: TenantRef, now: datetime) -> dict[str, Any]:
    values = {name: value for name, value in structs.asdict(parts).items() if value is not UNSET}
    if "received_at" in values:
        values["received_at"] = _rfc3339(values["received_at"])
    caller = {"slug": tenant.slug, "timezone": tenant.timezone, "country": tenant.country}
    return complete_case(values, type=key, tenant=caller, now=_rfc3339(now))


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def evaluation_of(decision: Decision) -> Evaluation:
    return Evaluation(
        [action.as_json() for action in decision.actions], decision.matched, decision.errors, decision.trace
    )
