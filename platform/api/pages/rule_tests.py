"""/rules/{slug}/{key}/tests: the examples that a draft carries, run at once; written by hand or from a real item."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar.params import FromPath
from sqlalchemy import select

from rules import RulesetInvalid, decide, load
from rules.case import EMPTY_TENANT, complete_case
from rules.checking.stored_tests import NOW, TriedTest, tried_tests
from tasks.configuring import rulesets
from tasks.configuring.rulesets import Schemas
from tasks.models import WorkItem
from tasks.reading import items
from tasks.reading.item_lists import ItemFilter, newest_of
from tasks.reading.item_rows import ItemRow, rows_of
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_named, tenant_named_to_change
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.revisions import Stale, hold_to_shown
from ..browser.routing import page
from ..browser.rule_tests import Said, Written, faults_at, put, read, text_of, written
from ..configuration import changed
from ..queries import query
from ..rulesets import Content, working_copy
from ..shapes import Shape
from .rule_views import ruleset_values

MOST_ITEMS = 30
_INVALID = 422
_SOMEBODY: Said = (
    N_("Somebody saved the draft meanwhile. What you typed is still here: look at it, and save again."),
    {},
)


class TestsQuery(Shape):
    """`name`: the test that is opened; `item`: the one of which a test is made."""

    name: str | None = None
    item: UUID | None = None


@page("GET", "/rules/{slug:str}/{key:str}/tests", Permission.READ_CONFIGURATION)
async def show_tests(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """The tests of the draft, and how each of them ends"""
    tenant, asked = tenant_named(request, slug), query(request, TestsQuery)
    copy = await _copy(request, tenant, key)
    named = [written(test) for test in copy.content.get("tests") or () if test["name"] == asked.name]
    form = named[0] if named else await _of_item(request, tenant, key, copy, asked.item) if asked.item else Written()
    return await _page(request, tenant, key, copy, form, {})


@page("POST", "/rules/{slug:str}/{key:str}/tests", Permission.CHANGE_CONFIGURATION)
async def save_test(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Add a test to the draft, or change one"""
    tenant, form = tenant_named_to_change(request, slug), await form_of(request)
    copy = await _copy(request, tenant, key)
    typed = Written(*(form.text(each) for each in Written.__struct_fields__))
    test, faults = read(typed)
    if not faults:
        tests = put(copy.content.get("tests") or (), test, typed.was)
        faults = await _saved(request, tenant, key, copy, tests, form, tests.index(test))
    if faults:
        return await _page(request, tenant, key, await _copy(request, tenant, key), typed, faults)
    return see_other(request, f"/rules/{slug}/{key}/tests")


@page("POST", "/rules/{slug:str}/{key:str}/tests/delete", Permission.CHANGE_CONFIGURATION)
async def delete_test(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Take a test out of the draft"""
    tenant, form = tenant_named_to_change(request, slug), await form_of(request)
    copy = await _copy(request, tenant, key)
    tests = [test for test in copy.content.get("tests") or () if test["name"] != form.text("name")]
    faults = await _saved(request, tenant, key, copy, tests, form, len(tests))
    if faults:
        return await _page(request, tenant, key, await _copy(request, tenant, key), Written(), faults)
    return see_other(request, f"/rules/{slug}/{key}/tests")


HANDLERS = [show_tests, save_test, delete_test]


async def _saved(
    request: Call,
    tenant: TenantRef,
    key: str,
    copy: Content,
    tests: Sequence[Any],
    form: Form,
    number: int,
) -> Mapping[str, Said]:
    """Saves the draft with these tests; else gives what is wrong, by field."""
    content = {**copy.content, "tests": list(tests)}
    if faults := await rulesets.faults_of(content, copy.schemas):
        return faults_at(faults, number)
    save = partial(rulesets.save_draft, key=key, content=content, hold=hold_to_shown(form))
    try:
        await changed(request, tenant, save, is_draft=True)
    except Stale:
        return {"": _SOMEBODY}
    return {}


async def _page(
    request: Call, tenant: TenantRef, key: str, copy: Content, form: Written, faults: Mapping[str, Said]
) -> Answer:
    values = {
        **await ruleset_values(request, tenant, key),
        "tests": await asyncio.to_thread(_tried, copy.content, copy.schemas, key),
        "revision": copy.revision,
        "recent": await _recent(request, tenant, key),
        "form": form,
        "faults": faults,
    }
    return show(request, "rules/tests.html", values, status=_INVALID if faults else 200)


async def _recent(request: Call, tenant: TenantRef, key: str) -> Sequence[ItemRow]:
    """The newest items of the type."""
    wanted = newest_of(ItemFilter(type=key), [tenant], None, before=None, limit=MOST_ITEMS)
    async with database(request).session([tenant.id]) as session:
        return await rows_of(session, wanted)


async def _copy(request: Call, tenant: TenantRef, key: str) -> Content:
    async with database(request).session([tenant.id]) as session:
        return await working_copy(session, tenant.id, key)


def _tried(content: Any, schemas: Schemas, key: str) -> Sequence[TriedTest]:
    """Nothing of a draft that a changed schema made unreadable: the check says of what."""
    try:
        return list(tried_tests(load(content, schema=schemas.own, schemas=schemas.of_types), key))
    except RulesetInvalid:
        return []


async def _of_item(request: Call, tenant: TenantRef, key: str, copy: Content, item_id: UUID) -> Written:
    """What the draft makes of this item as it was received, to be kept as it is or mended."""
    wanted = select(WorkItem).where(WorkItem.tenant_id == tenant.id, WorkItem.id == item_id, WorkItem.type == key)
    async with database(request).session([tenant.id]) as session:
        found = await items.list_of(session, [tenant], wanted)
    if not found:
        return Written()
    item = found[0]
    case = {"reference": item.reference, "document": item.document, "priority": item.priority}
    ruleset = await rulesets.loaded(copy.content, copy.schemas)
    decision = decide(ruleset, complete_case(case, type="", tenant=EMPTY_TENANT, now=NOW))
    return Written("", item.reference, text_of(case), text_of({"matched": decision.matched}))
