"""Which user a server runs as, and what that user can reach: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from pathlib import Path
from signal import SIGKILL

from ..errors import ServerUnusable
from ..supervision.program import Account
from ..supervision.spawn import leashed

UNPRIVILEGED = ("postgres", "nobody")


def server_account(owner_of: Path) -> Account | None:
    """The user who owns `owner_of` already, else one of this machine; None when we are no root and run it ourselves."""
    if os.geteuid() != 0:
        _require_entry(os.geteuid())
        return None
    if owner_of.exists() and (uid := owner_of.stat().st_uid) != 0:
        return _account(_require_entry(uid))
    for name in UNPRIVILEGED:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ServerUnusable("PostgreSQL does not run as root, and there is neither a user postgres nor nobody: add one.")


def can_enter(account: Account | None, folder: Path) -> bool:
    """Whether the user reaches the folder, asked as that user."""
    return _succeeds(account, "/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder))


def can_run(account: Account | None, program: Path) -> bool:
    """Whether the user can start the program, asked as that user."""
    return _succeeds(account, str(program), "--version")


def as_user(account: Account | None, *argv: str) -> "subprocess.CompletedProcess[str]":
    """Runs a program to its end as that user, who may not be able to read our folder; it does not outlive us."""
    return subprocess.run(
        leashed(argv, SIGKILL, account),
        cwd="/",
        env={},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def _succeeds(account: Account | None, *argv: str) -> bool:
    return as_user(account, *argv).returncode == 0


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _require_entry(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise ServerUnusable(
            f"user id {uid} has no entry in /etc/passwd, and PostgreSQL's initdb needs one: add it, "
            "or set BPO_DATABASE_URL to a PostgreSQL of your own."
        ) from None
