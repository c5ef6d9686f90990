"""`bpo test`, `bpo check`, `bpo bench`: what those who change the product run, and CI with them."""

import subprocess
import sys
import time
from collections.abc import Sequence
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
    """Runs pytest on all cores; arguments go to it and come last, so that they win."""
    return _tool("pytest", "-n", "auto", *arguments)


def check(_settings: Settings) -> int:
    """Runs every check, also after one has failed, and says which did."""
    failed = [name for name, argv in CHECKS.items() if not _passes(name, *argv)]
    if failed:
        complain(f"failed: {', '.join(failed)}.")
    return 1 if failed else 0


def bench(settings: Settings, arguments: Sequence[str]) -> int:
    """Runs the benchmark that the first argument names."""
    return int(_named("bench", arguments).bench(settings, list(arguments[1:])))


def soak(settings: Settings, arguments: Sequence[str]) -> int:
    """Runs the trial that the first argument names."""
    return int(_named("soak", arguments).soak(settings, list(arguments[1:])))


def _named(word: str, arguments: Sequence[str]) -> Any:
    """The module of a word that its first argument names."""
    known = sorted(file.stem.removeprefix(f"{word}_") for file in Path(__file__).parent.glob(f"{word}_*.py"))
    if not arguments or arguments[0] not in known:
        raise CommandError(f"say what to {word}: {', '.join(known)}.")
    return import_module(f"command.{word}_{arguments[0]}")


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
