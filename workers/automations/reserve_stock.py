"""Reserves what is there of every line; what is short stands in the stock-outs from the same moment."""

from decimal import Decimal
from typing import Any

from rules.feel.numbers import DECIMAL128
from tenants.decimals import plain

from .job import Job


async def work(job: Job) -> dict[str, Any]:
    """Lines of one sku are reserved together."""
    asked: dict[str, Decimal] = {}
    for line in job.input["lines"]:
        asked[line["sku"]] = DECIMAL128.add(asked.get(line["sku"], Decimal(0)), line["quantity"])
    rows = await job.transaction.fetch(
        "select * from bpo_code.reserve($1, $2, $3, $4, $5, $6)",
        job.case.tenant_id,
        job.case.id,
        job.run.id,
        list(asked),
        list(asked.values()),
        job.now,
    )
    reserved = {row["sku"]: plain(row["reserved"]) for row in rows}
    lines = [
        {
            "sku": sku,
            "asked": quantity,
            "reserved": reserved[sku],
            "short": DECIMAL128.subtract(quantity, reserved[sku]),
        }
        for sku, quantity in asked.items()
    ]
    return {"filled": all(not line["short"] for line in lines), "lines": lines}
