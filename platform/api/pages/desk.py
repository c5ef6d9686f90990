"""The workbench as it is shown: the task with its form, filled in as it was saved or as it was just sent."""

from datetime import UTC, datetime
from typing import Any

from tasks.case import Case, Task
from tasks.reading import own
from tasks.reports import day_began

from ..access import Call, database
from ..answers import Answer
from ..browser.forms import Form
from ..browser.rendering import show
from ..browser.schema_forms import Faults, fields_of, read
from ..browser.viewers import locale_of
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
    now, locale = datetime.now(UTC), locale_of(request)
    bench = await bench_of(request, case, task, now)
    value = task.draft if form is None else read(bench.task_type.form, form, locale)
    today = day_began(now, bench.tenant.timezone)
    values = {
        "bench": bench,
        "fields": fields_of(bench.task_type.form, value, locale, faults),
        "faults": faults or {},
        "my_day": await own.day(database(request), request.user, today, bench.tenant.timezone),
        "zone": bench.tenant.timezone,
        "path": WORK,
        "lost": None,
        **await names(request),
        **more,
    }
    return show(
        request, "work/page.html", values, parts=() if whole else ("work/_desk.html",), status=422 if faults else 200
    )
