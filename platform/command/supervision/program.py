"""What it takes to run one program and to know that it works."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM, Signals

STOP_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine that a program runs as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """A long-running program; `is_ready` left out: ready as soon as it runs; `account` left out: our own."""

    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str]
    log: Path
    account: Account | None = None
    stop_signal: Signals = SIGTERM
    stop_timeout_s: float = STOP_TIMEOUT_S
    is_ready: Callable[[], Awaitable[bool]] | None = None
