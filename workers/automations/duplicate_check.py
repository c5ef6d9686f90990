"""Is there an earlier item of this type, not cancelled, with the same fields (or the same whole document)?"""

from datetime import datetime
from typing import Any

from rules.errors import Fault
from tasks import durations
from tasks.case import Run
from tasks.errors import InputInvalid
from tasks.fingerprint_sets import complete_set
from tasks.fingerprints import fingerprint

from .job import Job, Preparation

MOST_NAMED = 20
"""Earlier items that the result names, the newest first."""

MOST_FIELDS_BYTES = 2_000
"""What a set of fingerprints is of stands in an index, whose rows have an end."""


async def prepare(preparation: Preparation) -> None:
    fields = _fields(preparation.run)
    await complete_set(preparation.db, preparation.tenant_id, preparation.item_type, fields, preparation.new_id)


async def work(job: Job) -> dict[str, Any]:
    fields = _fields(job.run)
    since = _since(job)
    rows = await job.transaction.fetch(
        "select * from bpo_code.find_same($1, $2, $3, $4, $5, $6)",
        job.case.tenant_id,
        job.case.id,
        list(fields),
        fingerprint(job.case.document, fields),
        since,
        MOST_NAMED,
    )
    same = [{"id": str(row["id"]), "reference": row["reference"], "score": 1} for row in rows]
    return {"duplicate": bool(same), "of": same}


def _since(job: Job) -> datetime | None:
    """Raises InputInvalid."""
    within = job.input.get("within")
    try:
        return None if within is None else job.case.received_at - durations.parse(within)
    except durations.DurationInvalid as fault:
        raise InputInvalid([Fault("/within", str(fault))]) from None


def _fields(run: Run) -> tuple[str, ...]:
    """Raises InputInvalid."""
    fields = tuple(run.input.get("fields") or ())
    if sum(len(field.encode()) + 8 for field in fields) > MOST_FIELDS_BYTES:
        raise InputInvalid([Fault("/fields", "is too long")])
    return fields
