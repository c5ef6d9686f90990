"""What a PostgreSQL that was killed leaves: a note of its process id, and in the worst case the process itself.

The caller holds the data directory alone, so a server that still works in it belongs to nobody.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

PATIENCE_S = 10.0


def end_orphan(data: Path) -> None:
    """Ends a server that works in `data`, and removes the note of one that does not work there any more."""
    note = data / "postmaster.pid"
    if not note.exists():
        return
    pid = int(note.read_text().split()[0])
    began_s = time.monotonic()
    while _works_in(pid, data):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, _signal_after(time.monotonic() - began_s))
        time.sleep(0.1)
    if sys.platform == "linux":  # elsewhere PostgreSQL itself judges whether the note is stale
        note.unlink(missing_ok=True)


def _signal_after(waited_s: float) -> signal.Signals:
    """Ever harder: end the sessions, end at once, be gone."""
    if waited_s < PATIENCE_S:
        return signal.SIGINT
    return signal.SIGQUIT if waited_s < 2 * PATIENCE_S else signal.SIGKILL


def _works_in(pid: int, data: Path) -> bool:
    try:
        return os.path.samefile(os.readlink(f"/proc/{pid}/cwd"), data)
    except OSError:
        return False
