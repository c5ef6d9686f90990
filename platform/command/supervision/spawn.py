"""Starts one process on a leash: in a session of its own, and told to end when its starter is gone."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from signal import Signals
from typing import IO

from .program import Account

LEASH = Path(__file__).with_name("leash.py")


async def spawn(
    argv: tuple[str, ...],
    environ: Mapping[str, str],
    *,
    stop_signal: Signals,
    account: Account | None = None,
    output: IO[bytes] | None = None,
) -> asyncio.subprocess.Process:
    """Left out: `account` our own user, `output` our own terminal."""
    return await asyncio.create_subprocess_exec(
        *leashed(argv, stop_signal, account),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=dict(environ),
        start_new_session=True,
    )


def leashed(argv: tuple[str, ...], stop_signal: Signals, account: Account | None) -> tuple[str, ...]:
    """The same program, sent the signal when this process ends, and run as that user."""
    user = f"{account.uid}:{account.gid}" if account else "-"
    return (sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), str(int(stop_signal)), user, *argv)
