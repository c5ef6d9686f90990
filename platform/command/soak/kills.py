"""Faults that end a process by SIGKILL, as the kernel does when memory runs out; the launcher starts it again."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import psutil

from .site import Site
from .waiting import until

Strike = Callable[[Site], AbstractAsyncContextManager[None]]


def killing(find: Callable[[Site], Awaitable[list[psutil.Process]]]) -> Strike:
    """The fault that kills one of those, waited for while none is there: it may just be starting again."""

    @asynccontextmanager
    async def strike(site: Site) -> AsyncIterator[None]:
        await until(lambda: _kill_one(site, find))
        yield

    return strike


def part(name: str) -> Callable[[Site], Awaitable[list[psutil.Process]]]:
    async def find(site: Site) -> list[psutil.Process]:
        return [await site.process(name)]

    return find


async def workers(site: Site) -> list[psutil.Process]:
    """Dramatiq's masters; their children end with them."""
    return [await site.worker()]


async def children_of_workers(site: Site) -> list[psutil.Process]:
    return list((await site.worker()).children(recursive=True))


async def backends(site: Site) -> list[psutil.Process]:
    """Server processes of connections: PostgreSQL ends all others with one that is killed, and recovers."""
    children = (await site.process("postgresql")).children()
    return [child for child in children if "bpo_app" in " ".join(child.cmdline())]


@asynccontextmanager
async def valkey_lost(site: Site) -> AsyncIterator[None]:
    """Killed, and without its files when it is started again."""
    valkey = await site.process("valkey")
    valkey.suspend()
    shutil.rmtree(site.valkey.home / "appendonlydir", ignore_errors=True)
    valkey.kill()
    yield


async def _kill_one(site: Site, find: Callable[[Site], Awaitable[list[psutil.Process]]]) -> bool:
    with suppress(psutil.NoSuchProcess):
        found = await find(site)
        if found:
            site.random.choice(found).kill()
            return True
    return False
