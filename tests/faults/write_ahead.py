"""Which rows every transaction locked, changed or made, one after the other, as PostgreSQL's write-ahead log has it.

Row locks stand in no view, but each is written to the log before anybody waits for it: nothing is asked of the code
that is watched, and no transaction is missed. Every version of a row has a place of its own; the log says which
followed which.
"""

import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from msgspec import Struct

Place = tuple[int, int, int]
"""Of one version of a row: its table's file, the block, its number in the block."""


class Taken(Struct, frozen=True):
    """`row` is the same for all versions of a row; `is_new`: this transaction made it; `is_against_keys`: it is locked
    so strongly that a row which refers to it waits."""

    table: str
    row: int
    is_new: bool = False
    is_against_keys: bool = False


class Watch:
    """What has been taken since it began, in the database of its connection (a superuser's)."""

    def __init__(self, connection: asyncpg.Connection, since: str) -> None:
        self.connection = connection
        self._since = since
        self._rows: dict[Place, int] = {}
        self._numbers = itertools.count()

    async def transactions(self) -> list[list[Taken]]:
        """Of each transaction the rows in the order in which it first took them."""
        tables = {int(file): str(name) for file, name in await self.connection.fetch(_TABLES)}
        taken: dict[str, dict[int, Taken]] = {}
        await self.connection.execute(
            "select pg_logical_emit_message(false, 'watch', '', true)"
        )  # all before is written
        for xid, kind, description, places in await self.connection.fetch(_RECORDS, self._since):
            if found := self._taken(kind, description, places, tables):
                taken.setdefault(xid, {}).setdefault(found.row, found)
        return [list(rows.values()) for rows in taken.values()]

    async def keys(self, table: str, columns: str) -> dict[int, tuple[str, ...]]:
        """The key of each row of the table that is there now, when nobody writes any more."""
        file = await self.connection.fetchval("select pg_relation_filenode($1::text::regclass)", table)
        found = await self.connection.fetch(f"select ctid::text, {columns} from {table}")  # noqa: S608 - a test's own
        numbers = [(tuple(map(int, re.findall(r"\d+", place))), key) for place, *key in found]
        return {
            self._rows[file, block, number]: tuple(map(str, key))
            for (block, number), key in numbers
            if (file, block, number) in self._rows
        }

    def _taken(self, kind: str, description: str, places: str, tables: dict[int, str]) -> Taken | None:
        """None for what nobody waits for: other tables, and the weak lock by which a foreign key is held."""
        blocks = [(int(file), int(block)) for file, block in _BLOCK.findall(places)]
        said = {name: int(number) for name, number in _NUMBER.findall(description)}
        file, block = blocks[0]
        if file not in tables or "KEYSHR_LOCK" in description or not kind.startswith(_WRITES):
            return None
        if kind.startswith("INSERT"):
            return Taken(tables[file], self._made((file, block, said["off"])), is_new=True)
        if kind.startswith(_UPDATES):
            old = self._row((file, blocks[-1][1], said["old_off"]))
            self._rows[file, block, said["new_off"]] = old
            return Taken(tables[file], old)
        row = self._row((file, block, said["off"]))
        return Taken(tables[file], row, is_against_keys="KEYS_UPDATED" in description)

    def _made(self, place: Place) -> int:
        """A new row, perhaps where another was long ago."""
        self._rows[place] = next(self._numbers)
        return self._rows[place]

    def _row(self, place: Place) -> int:
        return self._rows[place] if place in self._rows else self._made(place)


@asynccontextmanager
async def watching(superuser_url: str) -> AsyncIterator[Watch]:
    """Keeps the log from being thrown away meanwhile."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute("create extension if not exists pg_walinspect")
        await connection.execute("select pg_create_physical_replication_slot('of_' || pg_backend_pid(), true, true)")
        yield Watch(connection, await connection.fetchval("select pg_current_wal_insert_lsn()::text"))
    finally:
        await connection.close()


_TABLES = """
select pg_relation_filenode(oid), relname from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace"""
_RECORDS = """
select xid::text, record_type, description, block_ref
from pg_get_wal_records_info($1::text::pg_lsn, pg_current_wal_flush_lsn())
where resource_manager in ('Heap', 'Heap2')
  and block_ref like '%/' || (select oid from pg_database where datname = current_database()) || '/%'"""
_BLOCK = re.compile(r"rel \d+/\d+/(\d+) fork main blk (\d+)")
_NUMBER = re.compile(r"(old_off|new_off|off): (\d+)")
_UPDATES = ("UPDATE", "HOT_UPDATE")
_WRITES = ("INSERT", *_UPDATES, "DELETE", "LOCK")
