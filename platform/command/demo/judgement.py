"""How the demo's operators decide a task: plausible rules on the document and the facts, and a little seeded luck.

Knows no API; the same task gets the same verdict in every installation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random
from typing import Any

from .answers import ClaimedTask

SEED = "bpo demo"
SHARE_RELEASED = 0.04
CENT = Decimal("0.01")

Form = dict[str, Any]
Case = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    disposition: str
    result: Form = field(default_factory=dict)


def judge(task: ClaimedTask) -> Verdict:
    """The disposition and form with which the task is completed; of a type unknown here, its last disposition."""
    rule = RULES.get(task.type)
    if rule is None:
        return Verdict(task.dispositions[-1])
    return rule(task.document, task.facts, luck_of(task))


def hands_back(task: ClaimedTask) -> bool:
    """Whether the operator who sees the task for the first time leaves it to somebody else."""
    return happens(luck_of(task, "release"), SHARE_RELEASED)


def luck_of(task: ClaimedTask, purpose: str = "judge") -> Random:
    return Random(f"{SEED} {purpose} {task.type} {task.work_item.reference}")  # noqa: S311 - the same in every start


def happens(luck: Random, share: float) -> bool:
    return luck.random() < share


def order_duplicate(order: Case, facts: Case, luck: Random) -> Verdict:
    remark = {"compared_with": first_match(facts), "remark": "same day, same customer"}
    return Verdict("duplicate" if happens(luck, 0.3) else "different", remark)


def first_match(facts: Case) -> str:
    matches = facts.get("duplicate_check", {}).get("of") or [{}]
    return str(matches[0].get("reference", "none found"))


def credit(order: Case, facts: Case, luck: Random) -> Verdict:
    """Approves what exceeds the limit by at most half of it, and else one in five."""
    check = facts.get("credit_check", {})
    limit, exposure = check.get("limit"), check.get("exposure")
    if limit is None or exposure is None:
        return Verdict("decline", {"reason": "unknown_customer"})
    total = Decimal(order["total"])
    if exposure + total <= limit * Decimal("1.5"):
        return Verdict("approve", {"reason": "small_excess", "approved_amount": total})
    if happens(luck, 0.2):
        return Verdict("approve", {"reason": luck.choice(["good_payer", "prepaid"]), "approved_amount": total})
    return Verdict("decline", {"reason": "over_limit"})


def large_order(order: Case, facts: Case, luck: Random) -> Verdict:
    """Releases it, unless a line is discounted by a quarter and the customer does not confirm."""
    is_cheap = any(line.get("discount", 0) >= Decimal("0.25") for line in order["lines"])
    confirmed = happens(luck, 0.7)
    return Verdict("reject" if is_cheap and not confirmed else "release", {"called_customer": is_cheap})


def part_delivery(order: Case, facts: Case, luck: Random) -> Verdict:
    """Ships a quarter of an order or more, else waits for the goods, and gives up one in twenty."""
    lines = facts.get("reserve_stock", {}).get("lines", [])
    reserved, asked = sum(line["reserved"] for line in lines), sum(line["asked"] for line in lines)
    if happens(luck, 0.05):
        return Verdict("cancel", {"units_to_ship": 0, "remark": "the customer bought elsewhere"})
    if asked and reserved * 4 >= asked:
        return Verdict("ship_part", {"units_to_ship": int(reserved)})
    return Verdict("wait_for_goods", {"units_to_ship": 0})


def purchase(order: Case, facts: Case, luck: Random) -> Verdict:
    if happens(luck, 0.15):
        return Verdict("not_available")
    return Verdict("bought", {"supplier": "the usual one", "arrives_on": order["required_on"]})


def claim_duplicate(claim: Case, facts: Case, luck: Random) -> Verdict:
    remark = {"compared_with": first_match(facts), "remark": "same day, city and make"}
    return Verdict("duplicate" if happens(luck, 0.25) else "different", remark)


def fraud(claim: Case, facts: Case, luck: Random) -> Verdict:
    """Finds what the data set says was found in the end."""
    people = luck.sample(["insured", "witness", "garage", "police"], k=2)
    if claim.get("fraud_reported"):
        return Verdict("fraud", {"finding": "the damage does not fit the account", "interviewed": people})
    return Verdict("cleared", {"finding": "the account is plausible", "interviewed": people})


def injury(claim: Case, facts: Case, luck: Random) -> Verdict:
    if happens(luck, 0.85):
        return Verdict("accepted", {"reserve": claim["parts"]["injury"]})
    return Verdict("to_adjuster", {"reserve": 0, "remark": "no medical report is needed"})


def police_report(claim: Case, facts: Case, luck: Random) -> Verdict:
    if happens(luck, 0.75):
        return Verdict("received", {"report_number": f"{claim['incident']['state']}-{luck.randrange(10**6):06}"})
    return Verdict("not_provided")


def assessment(claim: Case, facts: Case, luck: Random) -> Verdict:
    """Pays the amount less the deductible, in three of twenty claims four fifths of that."""
    payment = Decimal(claim["amount"]) - claim["policy"]["deductible"]
    if payment <= 0:
        return Verdict("declined", {"payment": 0, "remark": "below the deductible"})
    if happens(luck, 0.15):
        part = (payment * Decimal("0.8")).quantize(CENT, ROUND_HALF_EVEN)
        return Verdict("paid_in_part", {"payment": part, "remark": "wear and tear"})
    return Verdict("paid", {"payment": payment})


def approval(claim: Case, facts: Case, luck: Random) -> Verdict:
    if happens(luck, 0.1):
        return Verdict("declined", {"payment": 0, "remark": "the repair was never made"})
    return Verdict("paid", {"payment": max(0, Decimal(claim["amount"]) - claim["policy"]["deductible"])})


RULES: dict[str, Callable[[Case, Case, Random], Verdict]] = {
    "order_duplicate_review": order_duplicate,
    "credit_review": credit,
    "senior_review": large_order,
    "stock_review": part_delivery,
    "purchase": purchase,
    "claim_duplicate_review": claim_duplicate,
    "fraud_investigation": fraud,
    "injury_review": injury,
    "document_request": police_report,
    "claim_assessment": assessment,
    "payment_approval": approval,
}
