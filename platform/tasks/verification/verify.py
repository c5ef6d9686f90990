"""Asks every rule of every tenant, page by page, each page a short transaction that only reads."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from rules import Ruleset
from tenants.database import Database, Transaction
from tenants.models import INSTALLATION

from ..configuration import Configurations
from . import items, ledgers, patterns, runs, seals, tasks
from .records import read_records, read_settled
from .replay import Record, Replay
from .rule import ITEMS, Rule, Subject

RULES: tuple[Rule, ...] = (*items.RULES, *tasks.RULES, *runs.RULES, *ledgers.RULES, *patterns.RULES, *seals.RULES)
REPLAYED = Subject("replayed items", ITEMS.page, ITEMS.start, 10)
"""Few, since all that happened to them is read in one transaction, and an item may have thousands of tasks."""

OF_NO_TENANT = "installation"


class Violation(Struct, frozen=True):
    """`tenant` is a slug, `subject` what the rule is about: an item's id, a key."""

    tenant: str
    rule: str
    subject: str
    found: str


class Verification:
    """`figures` counts what was looked at, by noun; complete when all violations have been given."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._configurations = Configurations(db)
        self.figures: Counter[str] = Counter()

    async def violations(self) -> AsyncIterator[Violation]:
        rows = await self._db.fetch("select id, slug from tenants where state <> 'erased' order by slug")
        for tenant_id, slug in rows:
            async for violation in self.violations_of(tenant_id, slug):
                yield violation
        async for violation in self._of_rules(INSTALLATION, OF_NO_TENANT, seals.RULES):
            yield violation

    async def violations_of(self, tenant_id: UUID, slug: str) -> AsyncIterator[Violation]:
        """Those of one tenant."""
        self.figures["tenants"] += 1
        async for violation in self._of_rules(tenant_id, slug, RULES):
            yield violation
        async for violation in self._of_decisions(tenant_id, slug):
            yield violation

    async def _of_rules(self, tenant_id: UUID, slug: str, rules: Sequence[Rule]) -> AsyncIterator[Violation]:
        for subject in dict.fromkeys(rule.subject for rule in rules):
            async for keys in self._pages(tenant_id, subject):
                for rule in (rule for rule in rules if rule.subject is subject):
                    async with self._reading(tenant_id) as transaction:
                        found = await transaction.fetch(rule.sql, *zip(*keys, strict=True))
                    for violation in found:
                        yield Violation(slug, rule.name, *violation)

    async def _of_decisions(self, tenant_id: UUID, slug: str) -> AsyncIterator[Violation]:
        tenant = (await self._configurations.of(tenant_id)).tenant
        async with self._reading(tenant_id) as transaction:
            settled = await read_settled(transaction)
        async for keys in self._pages(tenant_id, REPLAYED):
            async with self._reading(tenant_id) as snapshot:
                records = await read_records(snapshot, tenant_id, [item for (item,) in keys])
            rulesets = await self._rulesets(tenant_id, records)
            for record in records:
                replay = Replay(record, tenant, rulesets, _latest(settled.get(record.case.type), settled.get(None)))
                for rule, found in replay.violations():
                    yield Violation(slug, rule, str(record.case.id), found)
                self.figures["decisions made again"] += replay.decided
                self.figures["decisions passed over"] += replay.passed_over

    async def _rulesets(self, tenant_id: UUID, records: Sequence[Record]) -> dict[tuple[str, int], Ruleset]:
        """Those that these items were decided by; the configuration is at least as new as the items."""
        await self._configurations.of(tenant_id, max((record.case.config_version for record in records), default=0))
        named = {(record.case.type, made.version) for record in records for made in record.decisions.values()}
        found: dict[tuple[str, int], Ruleset] = {}
        for item_type, version in named:
            ruleset = await self._configurations.ruleset(tenant_id, item_type, version)
            if version is not None and ruleset is not None:
                found[item_type, version] = ruleset
        return found

    async def _pages(self, tenant_id: UUID, subject: Subject) -> AsyncIterator[list[tuple[Any, ...]]]:
        after = subject.start
        while True:
            async with self._reading(tenant_id) as transaction:
                keys = [tuple(row) for row in await transaction.fetch(subject.page, *after, subject.most)]
            if not keys:
                return
            self.figures[subject.noun] += len(keys)
            yield keys
            after = keys[-1]

    @asynccontextmanager
    async def _reading(self, tenant_id: UUID) -> AsyncIterator[Transaction]:
        async with self._db.transaction() as transaction:
            await transaction.fetch("set transaction isolation level repeatable read, read only")
            await transaction.fetch("select bpo_code.bind(array[$1::uuid])", tenant_id)
            yield transaction


def _latest(*times: datetime | None) -> datetime | None:
    return max((time for time in times if time), default=None)
