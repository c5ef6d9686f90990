"""A dry run: what is wrong with the rows, though none of them is made."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from rules.errors import Fault
from tasks.configuration import Configurations
from tasks.errors import InputInvalid
from tasks.intake import NewItem, check
from tasks.models import WorkItem
from tenants.database import Database

from .row import Row

TAKEN = Fault("/reference", "is taken by another item of this type")
TWICE = Fault("/reference", "is that of an earlier row")


class References:
    """Those of the rows that were read so far, kept on disk: a file may have more of them than memory holds."""

    def __init__(self, folder: Path) -> None:
        self._kept = sqlite3.connect(folder / "references", check_same_thread=False, isolation_level=None)
        self._kept.execute("pragma journal_mode = off")
        self._kept.execute("pragma synchronous = off")
        self._kept.execute("create table seen (reference text primary key) without rowid")

    def __enter__(self) -> "References":
        return self

    def __exit__(self, *raised: object) -> None:
        self._kept.close()

    def seen_before(self, references: Sequence[str]) -> list[bool]:
        """Of each in turn; they are seen from then on."""
        self._kept.execute("begin")
        seen = [self._is_seen(reference) for reference in references]
        self._kept.execute("commit")
        return seen

    def _is_seen(self, reference: str) -> bool:
        return self._kept.execute("insert or ignore into seen values (?)", [reference]).rowcount == 0


class Rehearsal:
    def __init__(self, db: Database, configurations: Configurations, references: References) -> None:
        self._db = db
        self._configurations = configurations
        self._references = references

    async def faults_of(self, tenant_id: UUID, rows: Sequence[Row]) -> dict[int, Sequence[Fault]]:
        """Of each row that would be refused, by its number."""
        found: dict[int, Sequence[Fault]] = {row.number: row.faults for row in rows if row.faults}
        good = [(row.number, row.new) for row in rows if row.new]
        configuration = await self._configurations.of(tenant_id)
        taken = await self._taken(tenant_id, [new for _, new in good])
        seen = await asyncio.to_thread(self._references.seen_before, [new.reference for _, new in good])
        for (number, new), is_twice in zip(good, seen, strict=True):
            try:
                check(configuration, new)
            except InputInvalid as invalid:
                found[number] = invalid.faults
            else:
                if is_twice or new.reference in taken:
                    found[number] = [TWICE if is_twice else TAKEN]
        return found

    async def _taken(self, tenant_id: UUID, news: Sequence[NewItem]) -> set[str]:
        wanted = select(WorkItem.reference).where(
            WorkItem.tenant_id == tenant_id,
            WorkItem.type.in_({new.type for new in news}),
            WorkItem.reference.in_([new.reference for new in news]),
        )
        async with self._db.session([tenant_id]) as session:
            return set(await session.scalars(wanted))
