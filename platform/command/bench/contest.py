"""Contenders in turn, A B A B, each loaded by a client of its own process while the CPU time of its servers is read."""

import asyncio
import secrets
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from signal import SIGTERM
from typing import cast

import msgspec

from ..errors import CommandError
from ..supervision.spawn import leashed
from ..terminal import complain
from .cpu import Meter, Reading
from .errands import AnyErrand
from .figures import Outcome, Sample, Standing, figures, standing
from .load import Load
from .tally import Tally

CLIENT = (sys.executable, "-P", "-m", "command.bench.load")
ROUNDS = 3
WARM_UP_S = 1.0
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Contender:
    """`prepare` is called before each of its rounds."""

    name: str
    port: int
    meter: Meter
    errands: Sequence[AnyErrand]
    prepare: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Contest:
    """The last contender is what the others are held against, by CPU time: `aim` is the least that is wanted."""

    title: str
    unit: str
    aim: float
    contenders: Sequence[Contender]


async def hold(contest: Contest, seconds: float) -> Outcome:
    """`seconds` a contender and round."""
    samples: dict[str, list[Sample]] = {contender.name: [] for contender in contest.contenders}
    for number in range(1, ROUNDS + 1):
        for contender in contest.contenders:
            complain(f"{contest.title}, round {number} of {ROUNDS}: {contender.name} ...")
            await contender.prepare()
            samples[contender.name].append(await measure(contender, seconds))
    *held, other = contest.contenders
    standings = [standing(one.name, samples[one.name], samples[other.name]) for one in held]
    last = Standing(other.name, figures(samples[other.name]))
    return Outcome(contest.title, contest.unit, contest.aim, [*standings, last])


async def measure(contender: Contender, seconds: float) -> Sample:
    load = Load(HOST, contender.port, list(contender.errands), secrets.token_hex(4), WARM_UP_S, seconds)
    client = await asyncio.create_subprocess_exec(*leashed(CLIENT, SIGTERM, None), stdin=PIPE, stdout=PIPE, stderr=PIPE)
    sending, hearing = cast(asyncio.StreamWriter, client.stdin), cast(asyncio.StreamReader, client.stdout)
    sending.write(msgspec.json.encode(load))
    sending.close()
    await hearing.readline()
    before = contender.meter.read()
    said = await hearing.readline()
    used = contender.meter.read().since(before)
    _, complaint = await client.communicate()
    if client.returncode != 0:
        raise CommandError(f"the load client of {contender.name}: {complaint.decode().strip()}")
    return _sample(msgspec.json.decode(said, type=Tally), used)


def _sample(tally: Tally, used: Reading) -> Sample:
    return Sample(
        units=tally.units,
        seconds=tally.seconds,
        server_s=used.server_s,
        database_s=used.database_s,
        client_s=tally.cpu_s,
        p50_ms=tally.p50_ms,
        p99_ms=tally.p99_ms,
    )
