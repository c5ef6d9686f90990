"""The operators' verdicts fit the forms of the packs, whatever the document."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from command.demo.answers import ClaimedTask, ItemRef
from command.demo.claims import read_claims
from command.demo.judgement import RULES, hands_back, judge
from command.demo.orders import read_orders
from packs.pack import read_pack

FACTS: list[dict[str, Any]] = [
    {},
    {
        "duplicate_check": {"error": "timeout"},
        "credit_check": {"error": "timeout"},
        "reserve_stock": {"error": "timeout"},
    },
    {
        "duplicate_check": {"duplicate": True, "of": [{"id": "1", "reference": "10248", "score": 1}]},
        "credit_check": {"approved": False, "limit": 1000, "exposure": Decimal("440.00"), "available": 560},
        "reserve_stock": {"filled": False, "lines": [{"sku": "1", "asked": 10, "reserved": 6, "short": 4}]},
    },
]
ORDER_TYPES = read_pack("order_handling").task_types
CLAIM_TYPES = read_pack("motor_claims").task_types
TASK_TYPES = ORDER_TYPES | CLAIM_TYPES


def tasks(key: str) -> Iterator[ClaimedTask]:
    for document in read_orders() if key in ORDER_TYPES else read_claims():
        for facts in FACTS:
            yield ClaimedTask(
                id="1",
                type=key,
                queue="any",
                work_item=ItemRef("1", "order", document.number),
                document=msgspec.to_builtins(document, builtin_types=(Decimal,)),
                facts=facts,
                dispositions=TASK_TYPES[key]["dispositions"],
            )


def test_there_is_a_rule_for_every_task_type() -> None:
    assert RULES.keys() == TASK_TYPES.keys()


@pytest.mark.parametrize("key", TASK_TYPES)
def test_every_verdict_fits_its_form_and_every_disposition_occurs(key: str) -> None:
    form = jsonschema_rs.Draft202012Validator(TASK_TYPES[key]["form"], validate_formats=True)
    verdicts = [judge(task) for task in tasks(key)]
    assert all(form.is_valid(verdict.result) for verdict in verdicts)
    assert {verdict.disposition for verdict in verdicts} == set(TASK_TYPES[key]["dispositions"])


def test_the_same_task_gets_the_same_verdict() -> None:
    assert [judge(task) for task in tasks("credit_review")] == [judge(task) for task in tasks("credit_review")]


def test_few_tasks_are_handed_back() -> None:
    handed_back = Counter(hands_back(task) for task in tasks("claim_assessment"))
    assert 0.02 < handed_back[True] / handed_back.total() < 0.06


def test_a_task_type_without_a_rule_gets_its_last_disposition() -> None:
    task = msgspec.structs.replace(next(tasks("purchase")), type="unrouted", dispositions=["routed", "closed"])
    assert judge(task).disposition == "closed"
