"""What is kept for a time and then forgotten: answers by their keys, a webhook's messages, files that nobody has sent.

Any number of them may run: what another is at is passed over.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from tasks.imports.looked_at import forget_old
from tenants.database import Database
from tenants.storage import Storage

from .finding import Finder

BATCH = 5_000
IDEMPOTENCY_LIFE = timedelta(hours=48)
DELIVERY_LIFE = timedelta(days=30)
"""How long a webhook's messages are kept for whoever asks for them again."""


class Forgetter:
    def __init__(self, db: Database, finder: Finder, storage: Storage, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._finder = finder
        self._storage = storage
        self._clock = clock

    async def forget_keys(self) -> int:
        (row,) = await self._db.fetch(
            "select bpo_code.idempotency_forget($1, $2) as gone", self._clock() - IDEMPOTENCY_LIFE, BATCH
        )
        return int(row["gone"])

    async def forget_deliveries(self) -> int:
        before = self._clock() - DELIVERY_LIFE
        tenants = await self._finder.tenants_with_old_deliveries(before, BATCH)
        if not tenants:
            return 0
        (row,) = await self._db.fetch("select bpo_code.forget_deliveries($1, $2, $3) as gone", tenants, before, BATCH)
        return int(row["gone"])

    async def forget_files(self) -> int:
        """That somebody has looked at and nobody has sent."""
        now, forgotten = self._clock(), 0
        for tenant_id in await self._finder.tenants_with_old_files(now, BATCH):
            async with self._db.session([tenant_id]) as session:
                forgotten += await forget_old(session, self._storage, tenant_id, now)
        return forgotten
