"""The workbench as it is shown: the task with its form, filled in as it was saved or as it was just sent."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from tasks.case import Case, Task
from tasks.reading import own
from tasks.reading.titles import titles_in
from tasks.reports import day_began

from ..access import Call, database
from ..answers import Answer
from ..browser.forms import Form
from ..browser.rendering import show
from ..browser.schema_forms import Faults, fields_of, read
from ..browser.viewers import locale_of
from ..changing import tenant_of_case
from .between import WORK, names
from .workbench import bench_of


async def workbench(
    request: Call,
    case: Case,
    task: Task,
    *,
    form: Form | None = None,
    faults: Faults | None = None,
    whole: bool = False,
    **more: Any,
) -> Answer:
    """The task with its form: as it was saved, or as it was just sent, with what is wrong with it."""
    now, locale, zone = datetime.now(UTC), locale_of(request), tenant_of_case(request, case).timezone
    bench, my_day = await asyncio.gather(
        bench_of(request, case, task, now),
        own.day(database(request), request.user, day_began(now, zone), zone),
    )
    value = task.draft if form is None else read(bench.task_type.form, form, locale)
    values = {
        "bench": bench,
        "fields": fields_of(bench.task_type.form, value, locale, faults),
        "faults": faults or {},
        "note": form.text("note") if form else "",
        "looked_at": form.all("seen") if form else (),
        "my_day": my_day,
        "tenant": bench.tenant,
        "titles": titles_in(bench.configuration),
        "zone": zone,
        "path": WORK,
        "lost": None,
        **await names(request),
        **more,
    }
    return show(
        request, "work/page.html", values, parts=() if whole else ("work/_desk.html",), status=422 if faults else 200
    )
