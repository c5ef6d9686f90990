"""The newest rows of many cells: of each the newest by its own index, of those the newest of all; or the oldest.

A cell is a part of a table that an index keeps in order of id: the values of the columns that the index begins with.
However many rows there are, no more than a page of each cell is looked at.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    cast,
    column,
    func,
    select,
    true,
)

from tenants.models import Audit

from ..models import Run, StockOut, Task, WorkItem

Row = TypeVar("Row", WorkItem, Task, Run, StockOut, Audit)


def newest(
    model: type[Row], cells: FromClause, where: Sequence[ColumnElement[bool]], *, before: UUID | None, limit: int
) -> Select[Any]:
    """Rows in falling order of id, which is a UUIDv7, from the place `before` on; `cells` has columns of the model."""
    return of_keys(model, newest_keys(model, cells, where, before=before, limit=limit))


def newest_keys(
    model: type[Row], cells: FromClause, where: Sequence[ColumnElement[bool]], *, before: UUID | None, limit: int
) -> Select[Any]:
    """The keys alone."""
    where = where if before is None else [*where, model.id < before]
    return _first_of(model, cells, where, is_falling=True, limit=limit)


def oldest(
    model: type[Row], cells: FromClause, where: Sequence[ColumnElement[bool]], *, after: UUID | None, limit: int
) -> Select[Any]:
    """The same in rising order."""
    where = where if after is None else [*where, model.id > after]
    return of_keys(model, _first_of(model, cells, where, is_falling=False, limit=limit), is_falling=False)


def of_keys(model: type[Row], keys: Select[Any], *, is_falling: bool = True) -> Select[Any]:
    """The rows of these keys, in order of id."""
    found = keys.subquery()
    at = (model.tenant_id == found.c.tenant_id) & (model.id == found.c.id)
    return select(model).join(found, at).order_by(_in_order(model.id, is_falling))


def _first_of(
    model: type[Row], cells: FromClause, where: Sequence[ColumnElement[bool]], *, is_falling: bool, limit: int
) -> Select[Any]:
    conditions = [*(getattr(model, cell.key) == cell for cell in cells.c), *where]
    in_cell = select(model.tenant_id, model.id).where(*conditions).order_by(_in_order(model.id, is_falling))
    of_one = in_cell.limit(limit).lateral()
    firsts = select(of_one.c.tenant_id, of_one.c.id).select_from(cells).join(of_one, true())
    return firsts.order_by(_in_order(of_one.c.id, is_falling)).limit(limit)


def _in_order(id_: SQLColumnExpression[UUID], is_falling: bool) -> ColumnElement[UUID]:
    return id_.desc() if is_falling else id_.asc()


def cells_of(values: Mapping[str, Sequence[UUID] | Sequence[str]]) -> FromClause:
    """Every combination of these values of columns."""
    lists = [_listed(name, given) for name, given in values.items()]
    first, *others = lists
    combined: FromClause = first
    for other in others:
        combined = combined.join(other, true())
    return (
        select(*(each.c[0].label(name) for name, each in zip(values, lists, strict=True)))
        .select_from(combined)
        .subquery()
    )


_OF_IDS = frozenset({"tenant_id", "assignee"})


def _listed(name: str, values: Sequence[Any]) -> FromClause:
    kind = Uuid if name in _OF_IDS else Text  # not by its values: there may be none
    return (
        func.unnest(cast(list(values), ARRAY(kind)))
        .table_valued(column(name, kind), name=f"each_{name}")
        .render_derived()
    )
