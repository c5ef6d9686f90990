"""The structs of the core are the composite types of the database, field for field, and come back as they went."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from tasks.case import JSON_FIELDS, AuditRow, Case, DecisionRow, HistoryRow, Item, Run, Step, Task, Timer
from tasks.intake import NewItemRow
from tasks.rows import from_row, to_row
from tasks.states import TRANSITIONS
from tasks.submission import Submission
from tenants.code import schema
from tenants.database import Database
from tenants.settings import Settings

STRUCTS: dict[str, type[Struct]] = {
    "item_row": Item,
    "task_row": Task,
    "run_row": Run,
    "timer_row": Timer,
    "history_row": HistoryRow,
    "decision_row": DecisionRow,
    "audit_row": AuditRow,
    "step": Step,
    "case_row": Case,
}
FIELDS = {name: struct.__struct_fields__ for name, struct in STRUCTS.items()} | {
    "new_item": NewItemRow._fields,
    "submission": Submission._fields,
}
TIME = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[Database]:
    opened = await Database.open(settings)
    yield opened
    await opened.close()


async def fields_of(db: Database, name: str) -> dict[str, str]:
    """The type of each field, in their order."""
    rows = await db.fetch(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass($1) and attnum > 0 order by attnum",
        f"{schema()}.{name}",
    )
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize("name", FIELDS)
async def test_a_row_is_its_composite_type_field_for_field(db: Database, name: str) -> None:
    assert list(await fields_of(db, name)) == list(FIELDS[name])


@pytest.mark.parametrize("name", [name for name, struct in STRUCTS.items() if struct in JSON_FIELDS])
async def test_the_fields_that_are_written_as_json_are_those_that_the_database_keeps_so(
    db: Database, name: str
) -> None:
    kept = {field for field, type_ in (await fields_of(db, name)).items() if type_ == "json"}
    assert kept == JSON_FIELDS[STRUCTS[name]]


async def test_the_states_of_a_task_are_those_that_the_database_takes(db: Database) -> None:
    (row,) = await db.fetch("select pg_get_constraintdef(oid) from pg_constraint where conname = 'tasks_state_check'")
    named = {state for state, _ in TRANSITIONS} | set(TRANSITIONS.values())
    assert {word for word in row[0].split("'") if word.isalpha() and word.islower()} == named


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.integers()
JSON = st.recursive(
    st.none() | st.booleans() | DECIMALS | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    facts=st.dictionaries(st.text("abc", min_size=1, max_size=3), JSON, max_size=3),
    state=st.sampled_from(["open", "closed"]),
)
def test_an_item_comes_back_from_its_row_as_it_went(facts: dict[str, Any], state: str) -> None:
    item = Item(state=state, facts=facts, priority=70, promised_at=TIME)
    assert from_row(Item, to_row(item)) == item


async def test_what_the_database_gives_back_has_every_digit(db: Database) -> None:
    run = Run(
        id=UUID(int=1),
        automation="credit_check",
        key="k",
        input={"amount": Decimal("12345678901234567890.1234567890100"), "n": None},
        deadline=TIME,
        queued_at=TIME,
    )
    (row,) = await db.fetch("select ($1::bpo_code.run_row).*", to_row(run))
    back = from_row(Run, row)
    assert back == run
    assert str(back.input["amount"]) == str(run.input["amount"])


@pytest.mark.parametrize("struct", [Item, Task, Run, HistoryRow, DecisionRow, AuditRow])
def test_json_fields_are_fields(struct: type[Struct]) -> None:
    assert set(struct.__struct_fields__) >= JSON_FIELDS[struct]
