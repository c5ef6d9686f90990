"""What a step of an item tells patterns: keys, and looks at once or when their time has come."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import structs

from rules import load
from tasks import amending, runs
from tasks.calendars import Written, compiled
from tasks.case import CorrelationRow, LookRow, Step
from tasks.patterns.correlating import PATIENCE
from tasks.patterns.in_force import PatternInForce
from tests.tasks.pure import NOW, Work, always, run, task

PATTERN_ID = UUID(int=7)
ACTOR = {"role": "client"}
PAIR: dict[str, Any] = {
    "name": "pair",
    "by": "document.k",
    "within": "P1D",
    "all": [{"as": "a", "when": {"document.x": "> 1"}}, {"as": "b", "type": "invoice"}],
    "then": [{"raise": {"signal": "pair"}}],
}
UNPAID = {**PAIR, "all": [{"as": "a"}], "not": [{"as": "n", "type": "payment"}], "after": "P5D"}


def work(*tables: Mapping[str, Any], **parts: Any) -> Work:
    """An item of type `order` under a pattern."""
    made = Work(*tables)
    (pattern,) = load({"tables": [], "patterns": [{**PAIR, **parts}]}).patterns
    in_force = PatternInForce(PATTERN_ID, "order", ("invoice", "order"), pattern)
    made.configuration = structs.replace(made.configuration, patterns={"order": (in_force,), "invoice": (in_force,)})
    return made


def causes(step: Step) -> list[str]:
    return [look.cause for look in step.looks]


def test_a_new_item_gets_its_key_and_is_looked_at_at_once() -> None:
    step = work().receive({"k": 1, "x": 2}).step
    (correlation,), (look,) = step.correlations, step.looks
    assert (correlation.pattern_id, correlation.is_gone) == (PATTERN_ID, False)
    assert structs.replace(look, id=PATTERN_ID) == LookRow(PATTERN_ID, PATTERN_ID, "received", NOW + PATIENCE, True)
    assert step.has_messages


def test_an_item_that_cannot_be_a_member_now_only_gets_its_key() -> None:
    step = work().receive({"k": 1, "x": 1}).step
    assert len(step.correlations) == 1
    assert step.looks == ()
    assert not step.has_messages


def test_without_a_key_nothing_is_told() -> None:
    step = work().receive({"x": 2}).step
    assert (step.correlations, step.looks) == ((), ())


def test_a_tenant_without_patterns_tells_nothing() -> None:
    step = Work().receive({"k": 1, "x": 2}).step
    assert (step.correlations, step.looks) == ((), ())


def test_an_amendment_moves_the_item_to_its_new_key() -> None:
    item = work().receive({"k": 1, "x": 2})
    (old,) = item.step.correlations
    item.do(lambda unfolding: amending.amend(unfolding, ACTOR, patch={"k": 2}))
    gained, lost = item.step.correlations
    assert lost == CorrelationRow(PATTERN_ID, old.key, is_gone=True)
    assert gained.key != old.key
    assert causes(item.step) == ["amended"]


def test_an_amendment_of_the_priority_alone_looks_again_and_keeps_the_key() -> None:
    item = work().receive({"k": 1, "x": 2})
    given = item.step.correlations
    item.do(lambda unfolding: amending.amend(unfolding, ACTOR, priority=80))
    assert item.step.correlations == given
    assert causes(item.step) == ["amended"]


def test_only_a_fact_that_the_pattern_names_is_looked_at() -> None:
    tables = (always("amended", {"set": {"seen": "=document.x", "other": 1}}),)
    by_fact = work(*tables, by="facts.seen").receive({"k": 1, "x": 2})
    assert (by_fact.step.correlations, by_fact.step.looks) == ((), ())
    by_fact.do(lambda unfolding: amending.amend(unfolding, ACTOR, patch={"x": 3}))
    assert len(by_fact.step.correlations) == 1


def test_a_fact_that_a_run_sets_is_looked_at() -> None:
    item = work(always("received", run("credit_check"), task()), by="facts.credit_check.available").receive(
        {"k": 1, "x": 2}
    )
    (started,) = item.step.runs_started
    item.case = structs.replace(item.case, runs=(structs.replace(started, state="running", attempt=1),))
    item.do(lambda unfolding: runs.succeed(unfolding, started.id, {"available": 5}))
    assert causes(item.step) == ["fact"]


def test_another_step_of_the_item_tells_nothing() -> None:
    item = work(always("received", task())).receive({"k": 1, "x": 2})
    item.do(lambda unfolding: amending.cancel(unfolding, ACTOR, None))
    assert (item.step.correlations, item.step.looks) == ((), ())


def test_a_missing_counterpart_is_looked_for_in_business_time() -> None:
    item = work(**UNPAID)
    hours = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
    calendar = compiled(Written("UTC", hours, None, []))
    item.configuration = structs.replace(item.configuration, calendar=calendar)
    (look,) = item.receive({"k": 1}).step.looks
    assert (look.cause, look.is_due) == ("after", False)
    assert datetime(2026, 11, 23, 10, tzinfo=UTC) == NOW  # a Monday
    assert look.next_at == datetime(2026, 11, 30, 10, tzinfo=UTC)


def test_a_missing_counterpart_is_looked_for_in_elapsed_time_where_that_is_said() -> None:
    (look,) = work(**{**UNPAID, "clock": "elapsed"}).receive({"k": 1}).step.looks
    assert look.next_at == NOW + timedelta(days=5)
