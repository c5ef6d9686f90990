"""`bpo soak`: an installation of its own, load and faults for a while, and whether everything is true afterwards."""

import argparse
import asyncio
import secrets
import shutil
import tempfile
from pathlib import Path

from tenants.settings import Settings

from ..terminal import note, say
from .trial import Trial

SHOWN = 20


def soak(_settings: Settings, arguments: list[str]) -> int:
    """The status is 1 when there is any violation; what the parts said and stored is then kept."""
    asked = read(arguments)
    folder = Path(tempfile.mkdtemp(prefix="bpo-soak-"))
    folder.chmod(0o711)  # as root, PostgreSQL's own user has to pass through
    is_good = False
    try:
        figures = asyncio.run(Trial(asked.seconds, asked.seed, folder).hold())
        is_good = not (figures.violations or figures.slow)
    finally:
        if is_good:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            note(f"what the parts said, and their data, is in {folder}")
    for violation in figures.violations[:SHOWN]:
        note(violation)
    say(figures.as_json() if asked.json else figures.as_line())
    return 0 if is_good else 1


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long faults come (60)")
    parser.add_argument("--seed", type=int, default=None, help="of the load and the order of faults (a random one)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a line")
    asked = parser.parse_args(arguments)
    if asked.seed is None:
        asked.seed = secrets.randbelow(1 << 32)
    return asked
