"""`bpo test`, `bpo check`, `bpo bench`: what those who change the product run, and CI with them."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from tenants.settings import Settings

from .errors import CommandError
from .terminal import complain, say

ROOT = Path(__file__).parents[2]
CHECKS = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "types": ("mypy", "--no-error-summary"),
    "layers": ("lint-imports", "--no-logo"),
    "drift": ("bpo", "drift"),
    "contract": ("bpo", "contract", "--check"),
}


def test(_settings: Settings, arguments: Sequence[str]) -> int:
    """Runs pytest on all cores, what is marked as a group on one of them, groups in the order in which they are
    collected; arguments go to it and come last, so that they win."""
    return _tool("pytest", "-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder", *arguments)


def check(_settings: Settings) -> int:
    """Runs every check, also after one has failed, two at a time, and says which did."""
    with ThreadPoolExecutor(2) as pool:
        passed = pool.map(lambda name: _passes(name, *CHECKS[name]), CHECKS)
    failed = [name for name, has_passed in zip(CHECKS, passed, strict=True) if not has_passed]
    if failed:
        complain(f"failed: {', '.join(failed)}.")
    return 1 if failed else 0


def bench(settings: Settings, arguments: Sequence[str]) -> int:
    """Runs the benchmark that the first argument names."""
    known = _named("bench")
    if not arguments or arguments[0] not in known:
        raise CommandError(f"name a benchmark: {', '.join(known)}.")
    return int(known[arguments[0]]().bench(settings, list(arguments[1:])))


def soak(settings: Settings, arguments: Sequence[str]) -> int:
    """Runs the trial that the first argument names; without a name, that of a whole installation."""
    named = _named("soak").get(arguments[0]) if arguments else None
    if named is None:
        return int(import_module("command.soak.run").soak(settings, list(arguments)))
    return int(named().soak(settings, list(arguments[1:])))


def _named(word: str) -> dict[str, Callable[[], Any]]:
    """What may be named behind a word, each with what imports its module."""
    files = sorted(Path(__file__).parent.glob(f"{word}_*.py"))
    return {file.stem.removeprefix(f"{word}_"): partial(import_module, f"command.{file.stem}") for file in files}


def _passes(name: str, *argv: str) -> bool:
    began = time.monotonic()
    status = _tool(*argv)
    say(f"{'ok  ' if status == 0 else 'FAIL'} {name} ({time.monotonic() - began:.0f} s)")
    return status == 0


def _tool(name: str, *arguments: str) -> int:
    program = Path(sys.executable).with_name(name)
    if not (ROOT / "tests").is_dir() or not program.exists():
        raise CommandError(f"{name} is missing: run ./bpo in a checkout of the repository, which installs it.")
    return subprocess.run((str(program), *arguments), cwd=ROOT, check=False).returncode
