"""The shipped rulesets hold their own tests, and send the demo's documents to every queue and some straight through."""

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from command.demo.claims import read_claims
from command.demo.masterdata import read_customers, read_products
from command.demo.orders import read_orders
from packs.pack import Pack, read_pack
from rules import Catalogue, Ruleset, check, decide, load

Fact = dict[str, Any]
Answer = Callable[[dict[str, Any]], Fact]

AUTOMATIONS = frozenset({"duplicate_check", "credit_check", "reserve_stock"})
SKILLS = frozenset({"orders", "credit", "stock", "senior", "motor", "investigation", "injury"})


def ruleset_of(pack: Pack, work_type: str) -> Ruleset:
    return load(pack.rulesets[work_type], schema=pack.work_types[work_type]["schema"])


@pytest.mark.parametrize(("key", "work_type"), [("order_handling", "order"), ("motor_claims", "claim")])
def test_a_shipped_ruleset_passes_its_check_without_an_error(key: str, work_type: str) -> None:
    pack = read_pack(key)
    catalogue = Catalogue(frozenset(pack.queues), frozenset(pack.task_types), AUTOMATIONS, SKILLS)
    assert check(ruleset_of(pack, work_type), catalogue, work_type).errors == ()


def test_orders_reach_every_desk_that_a_machine_can_send_them_to() -> None:
    ends = Counter(follow_all("order_handling", "order", read_orders(), machines_of_the_trader()))
    assert ends.total() == 830
    assert ends.keys() == {
        "order-desk", "credit-desk", "seniors", "stock-desk", "purchasing", "closed shipped", "closed shipped_in_part",
    }  # fmt: skip
    assert min(ends.values()) >= 2


def test_claims_reach_every_desk_and_a_tenth_goes_straight_through() -> None:
    ends = Counter(follow_all("motor_claims", "claim", read_claims(), {"duplicate_check": duplicates()}))
    assert ends.total() == 1000
    assert ends.keys() == {
        "claims-desk", "documents", "adjusters", "special-investigation", "seniors", "closed fast_track",
    }  # fmt: skip
    assert min(ends.values()) >= 25
    assert ends["closed fast_track"] >= 100


def follow_all(key: str, work_type: str, documents: list[Any], machines: dict[str, Answer]) -> list[str]:
    ruleset = ruleset_of(read_pack(key), work_type)
    plain = [msgspec.to_builtins(document, builtin_types=(Decimal,)) for document in documents]
    return [follow(ruleset, document, machines) for document in plain]


def follow(ruleset: Ruleset, document: dict[str, Any], machines: dict[str, Answer]) -> str:
    """Where one document stands when no machine has anything left to do: a queue, or closed with an outcome."""
    case: dict[str, Any] = {"document": document, "facts": {}, "tasks": {}, "event": {"name": "received"}}
    while True:
        decision = decide(ruleset, case)
        assert decision.errors == ()
        assert [action.fault for action in decision.actions if action.fault] == []
        done = {action.kind: action.payload for action in decision.actions}
        for action in decision.actions:
            case["facts"] |= action.payload if action.kind == "set" else {}
        if "close" in done:
            return f"closed {done['close']['outcome']}"
        if "create_task" in done:
            return str(done["create_task"]["queue"])
        automation = done["run"]["automation"]
        case["facts"][automation] = machines[automation](done["run"]["with"] | {"document": document})
        case["event"] = {"name": f"automation.{automation}"}


def machines_of_the_trader() -> dict[str, Answer]:
    limits = {customer.key: customer.credit_limit for customer in read_customers(read_orders())}
    stock = {product.sku: product.on_hand for product in read_products()}
    return {"duplicate_check": duplicates(), "credit_check": credit(limits), "reserve_stock": reservation(stock)}


def duplicates() -> Answer:
    seen: set[tuple[Any, ...]] = set()

    def answer(given: dict[str, Any]) -> Fact:
        values = tuple(at(given, path) for path in given["fields"])
        is_duplicate = values in seen
        seen.add(values)
        return {"duplicate": is_duplicate, "of": []}

    return answer


def at(place: Any, path: str) -> Any:
    for step in path.split("."):
        place = place[step]
    return place


def credit(limits: dict[str, Decimal]) -> Answer:
    exposures: dict[str, Decimal] = defaultdict(Decimal)

    def answer(given: dict[str, Any]) -> Fact:
        limit, exposure = limits[given["customer"]], exposures[given["customer"]]
        approved = exposure + given["amount"] <= limit
        exposures[given["customer"]] += given["amount"] if approved else 0
        return {"approved": approved, "limit": limit, "exposure": exposure, "available": limit - exposure}

    return answer


def reservation(stock: dict[str, int]) -> Answer:
    def answer(given: dict[str, Any]) -> Fact:
        lines = [reserve(line["sku"], line["quantity"]) for line in given["lines"]]
        return {"filled": not any(line["short"] for line in lines), "lines": lines}

    def reserve(sku: str, asked: int) -> dict[str, Any]:
        reserved = min(asked, stock[sku])
        stock[sku] -= reserved
        return {"sku": sku, "asked": asked, "reserved": reserved, "short": asked - reserved}

    return answer
