"""What a page of rows comes to: its items made in one transaction with how far the import has come, or only checked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from asyncpg import Record

from rules.errors import Fault
from tasks.bulk import Element, Outcome
from tasks.configuration import Configuration
from tasks.errors import InputInvalid, TasksError
from tasks.intake import NewItemRow
from tenants import decimals
from tenants.database import Executor
from tenants.errors import TenantSuspended

from .records import MOST_ROWS_NAMED, Assignment
from .rehearsal import TAKEN
from .row import Row

MOST_FAULTS_OF_ROW = 20
MOST_CELLS = 8_000
"""Characters of a row with faults that are kept, so that it can be given back to be mended."""

_MAKE = "select * from bpo_code.import_many($1, $2, $3, $4, $5)"
_NOTE = "select bpo_code.note_import($1, $2, $3, $4, $5, $6, $7, $8, $9)"


class PageGone(TasksError):
    """The import has ended, or another worker has done this page."""


class Page:
    """As an origin of items: whoever started the import, also when their key is no longer good."""

    def __init__(self, job: Assignment, rows: Sequence[Row]) -> None:
        self.actor: dict[str, Any] = job.actor
        self._job = job
        self._rows = rows

    def elements(self) -> list[Element]:
        return [Element(nth, row.new) for nth, row in enumerate(self._rows) if row.new]

    async def make(
        self, transaction: Executor, configuration: Configuration, rows: list[NewItemRow], now: datetime
    ) -> list[Record]:
        """Raises PageGone, TenantSuspended."""
        whose = (self._job.tenant_id, self._job.id, self._job.place, configuration.version)
        answers = await transaction.fetch(_MAKE, *whose, rows)
        said = {row["outcome"] for row in answers}
        if "gone" in said:
            raise PageGone
        if "suspended" in said:
            raise TenantSuspended
        return answers

    async def keep(self, transaction: Executor, outcomes: list[Outcome], now: datetime) -> list[Outcome]:
        faults: dict[int, Sequence[Fault]] = {row.number: row.faults for row in self._rows if row.faults}
        faults |= {self._rows[each.nth].number: _faults_of(each.error) for each in outcomes if each.error}
        await note(transaction, self._job, self._rows, faults)
        return outcomes


async def note(executor: Executor, job: Assignment, rows: Sequence[Row], faults: Mapping[int, Sequence[Fault]]) -> None:
    """How far the import has come with these rows, of which those with faults were refused."""
    refused, cells = sorted(faults), {row.number: row.cells for row in rows}
    await executor.fetch(
        _NOTE,
        job.tenant_id,
        job.id,
        job.place,
        rows[-1].number,
        len(rows) - len(refused),
        refused,
        [decimals.dumps(list(faults[number])[:MOST_FAULTS_OF_ROW]) for number in refused],
        [_cells_of(cells.get(number)) for number in refused],
        MOST_ROWS_NAMED,
    )


def _cells_of(cells: Sequence[Any] | None) -> str | None:
    """As JSON; None where they are too much to be kept."""
    texts = None if cells is None else ["" if cell is None else str(cell) for cell in cells]
    return None if texts is None or sum(map(len, texts)) > MOST_CELLS else decimals.dumps(texts)


def _faults_of(error: TasksError) -> Sequence[Fault]:
    return error.faults if isinstance(error, InputInvalid) else [TAKEN]
