"""The `bpo` command: which word does what, and errors as one line."""

import errno
import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from tenants.errors import TenantsError
from tenants.settings import VARIABLES, Settings

from .errors import CommandError
from .terminal import complain, say

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
INTRODUCTION = """\
Usage: ./bpo COMMAND

Back-office work for many companies: items in by API, routed by rules, done by people and machines.
Begin with `./bpo demo`; it keeps its data in ./var and listens on http://127.0.0.1:8000."""


@dataclass(frozen=True, slots=True)
class Word:
    """A command: the function of this package that does it, and what it is for; without that it is the launcher's."""

    place: str
    help: str = ""
    takes_arguments: bool = False


WORDS = {
    "demo": Word("up:demo", "start everything, put orders and claims in, work some of them, and keep running"),
    "up": Word("up:up", "start everything and keep running, without demo data"),
    "doctor": Word("doctor:doctor", "say in plain words what is missing on this machine"),
    "migrate": Word("migrate:migrate", "bring the database to this version (up and demo do it themselves)"),
    "verify": Word("verify:verify", "check that nothing was lost or done twice; changes nothing"),
    "soak": Word(
        "development:soak",
        "kill, stop, cut and fill everything under load, and check that nothing was lost or done twice;"
        " `patterns`: their engine against brute force",
        takes_arguments=True,
    ),
    "api": Word("serve:api", "one API process alone, for more machines"),
    "worker": Word("parts:worker", "one worker alone, for more machines"),
    "patterns": Word("parts:patterns", "one worker of patterns over several items alone, for more machines"),
    "scheduler": Word("parts:scheduler", "one scheduler alone, for more machines"),
    "test": Word("development:test", "run the tests; arguments go to pytest", takes_arguments=True),
    "check": Word("development:check", "format, lint, types, import layers, migration drift: what CI runs first"),
    "rules": Word(
        "rules_words:rules",
        "rules in files: check, test or evaluate them; `tck DIR` runs the DMN kit's cases",
        takes_arguments=True,
    ),
    "bench": Word("development:bench", "measure: name a benchmark, then its own arguments", takes_arguments=True),
    "contract": Word("contract:contract", "write docs/contract.md from the tests that hold it", takes_arguments=True),
    "shots": Word("shots:shots", "pictures of every screen of a running demo", takes_arguments=True),
    "play": Word("play:play"),
    "drift": Word("drift:drift"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command that the arguments name and gives its exit status."""
    name, *rest = (sys.argv[1:] if argv is None else argv) or ["--help"]
    if name in ("--help", "-h", "help"):
        say(_help())
        return 0
    if name not in WORDS:
        complain(f"there is no command {name}: `./bpo --help` lists them.")
        return 2
    if rest and not WORDS[name].takes_arguments:
        say(f"bpo {name}: {WORDS[name].help}")
        return 0 if rest in (["--help"], ["-h"]) else 2
    return _run(WORDS[name], rest)


def _run(word: Word, rest: list[str]) -> int:
    try:
        settings = Settings.read()
        return _function(word)(settings, *([rest] if word.takes_arguments else []))
    except (CommandError, TenantsError) as fault:
        complain(str(fault))
        return 1
    except OSError as fault:
        if fault.errno not in DISK_FULL:
            raise
        complain(f"the disk is full: {fault.filename or fault.strerror}.")
        return 1
    except KeyboardInterrupt:
        return 130


def _function(word: Word) -> Callable[..., int]:
    """Found when it is called for: `doctor` works where something that `up` needs is missing."""
    module, _, name = word.place.partition(":")
    gc.disable()  # what is imported stays: to look through it while it grows costs a fifth of the start
    function: Callable[..., int] = getattr(import_module(f"command.{module}"), name)
    gc.enable()
    return function


def _help() -> str:
    words = (f"  {name:<10} {word.help}" for name, word in WORDS.items() if word.help)
    variables = (f"  {item.name:<24} {item.help}{_default(field)}" for field, item in VARIABLES.items())
    return "\n".join([INTRODUCTION, "", "Commands:", *words, "", "Environment:", *variables])


def _default(field: str) -> str:
    value = getattr(Settings(), field)
    return f" (default {value})" if value else ""


if __name__ == "__main__":
    sys.exit(main())
