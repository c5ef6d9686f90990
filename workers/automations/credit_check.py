"""Does the amount fit into what is free of the customer's credit limit? If so it is held until the item ends."""

from typing import Any

from rules.feel.numbers import DECIMAL128
from tenants.decimals import plain

from .job import Job


async def work(job: Job) -> dict[str, Any]:
    """Limit, exposure and available are as they were found, without this amount."""
    customer, amount = job.input["customer"], job.input["amount"]
    rows = await job.transaction.fetch(
        "select * from bpo_code.approve_credit($1, $2, $3, $4, $5, $6, $7)",
        job.case.tenant_id,
        job.case.id,
        job.run.id,
        job.run.key,
        customer,
        amount,
        job.now,
    )
    if not rows:
        return {"approved": False, "limit": None, "exposure": 0, "available": None, "reason": "unknown-customer"}
    approved, exposure = rows[0]["approved"], plain(rows[0]["exposure"])
    limit = None if rows[0]["credit_limit"] is None else plain(rows[0]["credit_limit"])
    available = None if limit is None else DECIMAL128.subtract(limit, exposure)
    fact = {"approved": approved, "limit": limit, "exposure": exposure, "available": available}
    return fact if approved else fact | {"reason": "no-limit" if limit is None else "over-limit"}
