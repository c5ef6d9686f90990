"""Calendars as they are set up, with the hours that come of them, as due times see them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from msgspec import Struct

from tasks.calendars import compiled, faults_of
from tasks.calendars.arithmetic import open_periods
from tasks.calendars.written import DAYS
from tasks.models import Calendar
from tasks.time_zones import time_zones
from tenants.principals import TenantRef

from ..access import Call
from ..browser.forms import Form
from ..browser.languages import N_
from ..browser.spans import lines
from ..errors import Invalid
from ..resources.calendars import CalendarBody, calendar_view, retire_calendar, write_calendar, written_as
from ..shapes import fit
from .setup_kind import Body, Kind, Read, of_model

NEXT_SHOWN = 7
_DASH = "\N{EN DASH}"


class Opening(Struct, frozen=True):
    """`opens` and `closes` as the clock there shows them."""

    at: datetime
    opens: str
    closes: str


def _understand(form: Form, _stands: Body) -> Read:
    hours = {day: _spans(form.text(day)) for day in DAYS if form.text(day)}
    body = {
        "timezone": form.text("timezone"),
        "hours": hours,
        "holidays": form.text("holidays").upper() or None,
        "closed": lines(form.text("closed")),
    }
    return Read(body)


def _spans(text: str) -> list[list[str]]:
    """`09:00-12:00, 13:00-17:30`; a time that is none stays as it is, and is a fault."""
    found = [part.replace(_DASH, "-").partition("-") for part in text.split(",") if part.strip()]
    return [[_time(opens), _time(closes)] for opens, _, closes in found]


def _time(text: str) -> str:
    """`9` and `9:00` are 09:00."""
    hours, _, minutes = text.strip().partition(":")
    return f"{hours.zfill(2)}:{minutes or '00'}"


async def _beside(_request: Call, _tenant: TenantRef, body: Body) -> Mapping[str, Any]:
    return {"zones": sorted(time_zones()), "openings": _next_open(body)}


def _next_open(body: Body) -> list[Opening] | None:
    """None where something is wrong with it."""
    now = datetime.now(UTC)
    try:
        written = written_as(fit(body, CalendarBody))
    except Invalid:
        return None
    if faults_of(written, now):
        return None
    calendar = compiled(written)
    found = islice(open_periods(calendar, now), NEXT_SHOWN)
    local = [(calendar.local(begin), calendar.local(end)) for begin, end in found]
    return [Opening(begin, f"{begin:%H:%M}", f"{end:%H:%M}") for begin, end in local]


_list, _read = of_model(Calendar, calendar_view)
CALENDARS = Kind(
    path="calendars",
    title=N_("Calendars"),
    add=N_("Add a calendar"),
    dash="-",
    blank={"timezone": "", "hours": {}, "holidays": None, "closed": []},
    shape=CalendarBody,
    list_of=_list,
    read=_read,
    write=write_calendar,
    retire=retire_calendar,
    understand=_understand,
    beside=_beside,
)
