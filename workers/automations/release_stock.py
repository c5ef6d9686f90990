"""Gives back what the item has reserved."""

from typing import Any

from tenants.decimals import plain

from .job import Job


async def work(job: Job) -> dict[str, Any]:
    rows = await job.transaction.fetch(
        "select * from bpo_code.release_stock($1, $2, $3)", job.case.tenant_id, job.case.id, job.now
    )
    return {"released": [{"sku": row["sku"], "quantity": plain(row["quantity"])} for row in rows]}
