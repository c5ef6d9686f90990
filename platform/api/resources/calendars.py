"""/v1/calendars: when a tenant's desks are open, by which due times count."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any

from litestar.params import FromPath
from msgspec import UNSET, Meta, Struct, UnsetType, field, structs, to_builtins

from tasks import calendars
from tasks.configuring import keyed, uses
from tasks.configuring.change import Change
from tasks.models import Calendar
from tenants.models import SLUG
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_of, tenant_to_change
from ..answers import Answer, answer
from ..bodies import body
from ..configuration import Holding, changed, hold_to, hold_to_form, listed, retired
from ..errors import NotFound
from ..etags import tagged
from ..places import Page, Paging
from ..routes import delete, get, put
from ..shapes import Shape

_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
Opens = Annotated[str, Meta(pattern=f"^{_HOUR}$", examples=["09:00"])]
Closes = Annotated[str, Meta(pattern=f"^({_HOUR}|24:00)$", examples=["17:00"])]
Spans = list[tuple[Opens, Closes]]
Place = Annotated[str, Meta(pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$", examples=["ID", "US-CA"])]


class Hours(Shape):
    """Local times from which until before which it is open. A span whose end is not after its start runs over
    midnight, and belongs to the day on which it starts."""

    mon: Spans | UnsetType = UNSET
    tue: Spans | UnsetType = UNSET
    wed: Spans | UnsetType = UNSET
    thu: Spans | UnsetType = UNSET
    fri: Spans | UnsetType = UNSET
    sat: Spans | UnsetType = UNSET
    sun: Spans | UnsetType = UNSET


class CalendarBody(Shape):
    """`holidays`: a country, or a part of one, by ISO 3166. On its public holidays no hours begin, nor on days that are
    `closed`."""

    timezone: str
    hours: Hours
    holidays: Place | None = None
    closed: list[date] = field(default_factory=list)


class CalendarView(Struct, frozen=True):
    tenant: str
    key: str
    timezone: str
    hours: dict[str, Any]
    holidays: str | None
    closed: list[date]


@put(
    "/v1/calendars/{key:str}",
    Permission.CHANGE_CONFIGURATION,
    body=CalendarBody,
    names_tenant=True,
    answers={200: CalendarView, 201: CalendarView},
)
async def put_calendar(request: Call, key: FromPath[str]) -> Answer:
    """Make or change a calendar

    What is due already stays due then.
    """
    tenant = await tenant_to_change(request)
    asked = await body(request, CalendarBody)
    done = await write_calendar(request, tenant, key, asked, partial(hold_to, request))
    return answer(calendar_view(done.row, tenant.slug), 201 if done.is_new else 200, headers=tagged(done.row.revision))


async def write_calendar(
    request: Call, tenant: TenantRef, key: str, asked: CalendarBody, holding: Holding
) -> keyed.Put[Calendar]:
    hold_to_form(key, SLUG)
    written = written_as(asked)
    hold = holding(calendars.faults_of(written, datetime.now(UTC)))

    async def write(change: Change) -> keyed.Put[Calendar]:
        done = await keyed.put(Calendar, change, key, structs.asdict(written), hold=hold)
        await change.record("calendar.put", key, to_builtins(written))
        return done

    return await changed(request, tenant, write)


def written_as(asked: CalendarBody) -> calendars.Written:
    return calendars.Written(asked.timezone, to_builtins(asked.hours), asked.holidays, asked.closed)


@get("/v1/calendars", Permission.READ_CONFIGURATION, query=Paging, names_tenant=True, answers={200: Page[CalendarView]})
async def list_calendars(request: Call) -> Answer:
    """All calendars, in order of tenant and key"""
    return await listed(request, partial(keyed.list_of, Calendar), keyed.place, calendar_view)


@get("/v1/calendars/{key:str}", Permission.READ_CONFIGURATION, names_tenant=True, answers={200: CalendarView})
async def read_calendar(request: Call, key: FromPath[str]) -> Answer:
    """One calendar"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        row = await keyed.read(Calendar, session, tenant.id, key)
    if row is None:
        raise NotFound
    return answer(calendar_view(row, tenant.slug), headers=tagged(row.revision))


@delete("/v1/calendars/{key:str}", Permission.CHANGE_CONFIGURATION, names_tenant=True, answers={204: None})
async def delete_calendar(request: Call, key: FromPath[str]) -> Answer:
    """Retire a calendar that no queue counts by, nor the tenant itself"""
    return await retire_calendar(request, await tenant_to_change(request), key)


async def retire_calendar(request: Call, tenant: TenantRef, key: str) -> Answer:
    in_use = partial(uses.of_calendar, tenant_id=tenant.id)
    return await retired(request, tenant, Calendar, key, noun="calendar", uses=in_use)


HANDLERS = [put_calendar, list_calendars, read_calendar, delete_calendar]


def calendar_view(row: Calendar, tenant: str) -> CalendarView:
    return CalendarView(tenant, row.key, row.timezone, row.hours, row.holidays, row.closed)
