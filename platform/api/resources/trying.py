"""/v1/rulesets/{key}/try: what a ruleset would decide of a real item at one of its events; nothing is changed."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta, Struct

from rules import Fault, decide, input_values
from tasks.configuring import rulesets
from tasks.past import Past, past_of
from tenants.roles import Permission

from ..access import Call, database, tenant_of
from ..answers import Answer
from ..bodies import body
from ..errors import Invalid
from ..idempotency import given, once
from ..routes import post
from ..rulesets import Chosen, chosen_content, hold_to_one
from .evaluation import Evaluation, evaluation_of


class TryBody(Chosen, kw_only=True):
    """Neither `draft` nor `version`: what is published. `seq`: that of a decision in the item's history, left out: the
    first that was made."""

    item: UUID
    seq: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None


class Decided(Struct, frozen=True):
    """A decision of the item's history, and the rules that made it."""

    seq: int
    at: datetime
    event: str
    version: int | None


class Tried(Struct, frozen=True):
    """`decisions` are those that can be tried, `seq` is that which was; `before` is what it led to in fact; `inputs`
    are the values that the tables looked at."""

    reference: str
    seq: int
    decisions: list[Decided]
    before: list[Any]
    inputs: dict[str, dict[str, Any]]
    would: Evaluation


@post(
    "/v1/rulesets/{key:str}/try",
    Permission.READ_CONFIGURATION,
    body=TryBody,
    names_tenant=True,
    by_session=True,
    answers={200: Tried},
)
async def try_on_item(request: Call, key: FromPath[str]) -> Answer:
    """Try a ruleset on a real item

    Its case as it was at the event, seen with the present schema and settings.
    """
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
        asked = await body(request, TryBody)
        hold_to_one(asked)
        found = await chosen_content(session, tenant, key, asked)
    past = await past_of(database(request), tenant, asked.item, by_present_settings=True)
    if past is None or past.record.case.type != key:
        raise Invalid(Fault("/item", "is no item of this type"))
    seq = asked.seq or next(iter(past.cases), None)
    if seq is None or seq not in past.cases:
        raise Invalid(Fault("/seq", "is no decision of this item that can be made again"))
    ruleset = await rulesets.loaded(found.content, found.schemas)
    would = evaluation_of(decide(ruleset, past.cases[seq], trace=True))
    inputs = input_values(ruleset, past.cases[seq])
    return await once(request, 200, lambda _: given(_tried(past, seq, inputs, would)))


HANDLERS = [try_on_item]


def _tried(past: Past, seq: int, inputs: dict[str, dict[str, Any]], would: Evaluation) -> Tried:
    made = past.record.decisions
    decisions = [Decided(each, made[each].at, made[each].event["name"], made[each].version) for each in past.cases]
    return Tried(past.record.case.reference, seq, decisions, made[seq].plan, inputs, would)
