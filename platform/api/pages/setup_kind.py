"""What can be set up: one kind of configuration, how it is read, written, retired, and how its form is understood."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from msgspec import Struct, to_builtins
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.configuring import keyed
from tasks.models.configuration import Keyed
from tenants.principals import TenantRef

from ..access import Call
from ..answers import Answer
from ..browser.forms import Form
from ..browser.setup_faults import Said
from ..configuration import Holding
from ..shapes import Shape

Body = dict[str, Any]
"""As PUT takes it; what a form says may be anything."""
MOST_LISTED = 200


class Shown(Struct, frozen=True):
    key: str
    revision: int
    body: Body


class Read(Struct, frozen=True):
    """What a form says, and which of its fields cannot even be read."""

    body: Body
    faults: Mapping[str, Said] = {}


class Kind(Struct, frozen=True, kw_only=True):
    """`path` names it in addresses and its templates; `title` and `add` are messages; `dash` stands between
    the words of a key; `blank` is what a new one begins as. `beside`: what else its form shows
    for a body, given what stands now."""

    path: str
    title: str
    add: str
    dash: str
    blank: Body
    shape: type[Shape]
    list_of: Callable[[AsyncSession, UUID], Awaitable[Sequence[Shown]]]
    read: Callable[[AsyncSession, UUID, str], Awaitable[Shown | None]]
    write: Callable[[Call, TenantRef, str, Any, Holding], Awaitable[Any]]
    retire: Callable[[Call, TenantRef, str], Awaitable[Answer]]
    understand: Callable[[Form, Body], Read]
    beside: Callable[[Call, TenantRef, Body], Awaitable[Mapping[str, Any]]]


def shown(view: Struct, revision: int) -> Shown:
    """`view` is what GET answers with."""
    body = to_builtins(view, builtin_types=(Decimal,))
    return Shown(body.pop("key"), revision, {name: value for name, value in body.items() if name not in _NOT_PUT})


def of_model(
    model: type[Keyed], view: Callable[[Any, str], Struct]
) -> tuple[
    Callable[[AsyncSession, UUID], Awaitable[Sequence[Shown]]],
    Callable[[AsyncSession, UUID, str], Awaitable[Shown | None]],
]:
    """How what stands under keys is listed, and one of it read."""
    return partial(_list, model, view), partial(_read, model, view)


_NOT_PUT = ("tenant", "version")


async def _list(
    model: type[Keyed], view: Callable[[Any, str], Struct], session: AsyncSession, tenant_id: UUID
) -> Sequence[Shown]:
    rows = await keyed.list_of(model, session, [tenant_id], None, MOST_LISTED)
    return [shown(view(row, ""), row.revision) for row in rows]


async def _read(
    model: type[Keyed], view: Callable[[Any, str], Struct], session: AsyncSession, tenant_id: UUID, key: str
) -> Shown | None:
    row = await keyed.read(model, session, tenant_id, key)
    return shown(view(row, ""), row.revision) if row else None
