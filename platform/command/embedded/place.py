"""Where a cluster lies so that the user it runs as can reach it, with no folder above it opened to anybody."""

import os
import tempfile
from pathlib import Path

from ..errors import ServerUnusable
from ..supervision.program import Account
from .accounts import can_enter

ELSEWHERE = Path("/var/lib/bpo")


def choose_place(home: Path, account: Account | None) -> Path:
    """`home`, made if need be, or the folder that it is a link to because `account` could not reach it."""
    if not home.exists():
        home.unlink(missing_ok=True)  # a link whose folder is gone
        _make(home, account)
    place = home.resolve()
    if account and not can_enter(account, place):
        raise ServerUnusable(
            f"PostgreSQL runs as {account.name}, who cannot reach {place}: "
            "set BPO_DATA_DIR to a folder below ones that everybody may enter, such as /srv/bpo."
        )
    return place


def private_folder(folder: Path, account: Account | None) -> Path:
    """Makes a folder that only its user, and root, can read."""
    folder.mkdir(mode=0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def _make(home: Path, account: Account | None) -> None:
    if account is None or can_enter(account, home.parent):
        home.mkdir(mode=0o700 if account is None else 0o711)
        return
    ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="cluster-", dir=ELSEWHERE))
    place.chmod(0o711)
    home.symlink_to(place)
