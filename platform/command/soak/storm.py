"""Faults one after the other, each kind as often as the others: storms of them, and single ones that are measured."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, suppress

import psutil
import redis.asyncio as redis
from msgspec import Struct, field

from .faults import FAULTS, Fault
from .recovery import Recovery
from .site import Site
from .truth import AWAY

ROUNDS = 3
"""Of every kind in a storm."""

PAUSES_S = (1.0, 2.0)
"""Between two faults of a storm, whether or not work has gone on."""

HELD_S = 6.0
"""How long a lasting fault lasts in a storm; a single one lasts until work has gone on in spite of it."""

SINGLES = 2
NOT_NOW = (*AWAY, redis.RedisError, psutil.NoSuchProcess)
TRY_AGAIN_S = 0.2
STORM = "a storm"


class Damage(Struct):
    """`recovery_s`: the longest, by the kind of single faults, and under STORM."""

    faults: Counter[str] = field(default_factory=Counter)
    recovery_s: dict[str, float] = field(default_factory=dict)

    def recovered(self, name: str, seconds: float) -> None:
        self.recovery_s[name] = max(seconds, self.recovery_s.get(name, 0.0))


class Storm:
    """`tell` hears after what work has gone on, and after how long."""

    def __init__(self, site: Site, recovery: Recovery, tell: Callable[[str, float], None]) -> None:
        self._site = site
        self._recovery = recovery
        self._tell = tell
        self._singles = self._shuffled()
        self.damage = Damage()

    async def rage(self, seconds: float) -> None:
        """Single faults and storms in turn; comes back when work has gone on after the last."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for _ in range(SINGLES):
                await self._strike_alone(next(self._singles))
            await self._storm(until)

    async def _strike_alone(self, fault: Fault) -> None:
        async with AsyncExitStack() as lasting:
            await self._begin(fault, lasting)
            self._has_recovered(fault.name, await self._recovery.seconds())

    async def _storm(self, until: float) -> None:
        kinds = self._shuffled()
        async with asyncio.TaskGroup() as group:
            for _ in range(ROUNDS * len(FAULTS)):
                if time.monotonic() > until:
                    break
                group.create_task(self._strike(next(kinds)))
                await asyncio.sleep(self._site.random.uniform(*PAUSES_S))
        self._has_recovered(STORM, await self._recovery.seconds())

    async def _strike(self, fault: Fault) -> None:
        async with AsyncExitStack() as lasting:
            await self._begin(fault, lasting)
            if fault.is_lasting:
                await asyncio.sleep(HELD_S)

    async def _begin(self, fault: Fault, lasting: AsyncExitStack) -> None:
        """Tries until it succeeds: what it strikes at may be away by another fault."""
        while True:
            with suppress(*NOT_NOW):
                await lasting.enter_async_context(fault.strike(self._site))
                self.damage.faults[fault.name] += 1
                return
            await asyncio.sleep(TRY_AGAIN_S)

    def _has_recovered(self, name: str, seconds: float) -> None:
        self.damage.recovered(name, seconds)
        self._tell(name, seconds)

    def _shuffled(self) -> Iterator[Fault]:
        """Without end: all kinds in some order, then all in another."""
        while True:
            yield from self._site.random.sample(FAULTS, len(FAULTS))
