"""Becomes another program that its starter cannot lose: leash.py STARTER SIGNAL UID:GID|- PROGRAM ARGUMENT...

Switches the user, asks the kernel for SIGNAL when the starter ends (Linux), and turns into PROGRAM. A file of its own,
started by path and with the standard library alone, because code between fork and exec must not run in a process that
has threads, and because the user that is switched to may not be able to read the environment.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(starter: int, signal: int, account: str, argv: list[str]) -> None:
    """Does not come back."""
    if account != "-":
        uid, gid = (int(part) for part in account.split(":"))
        os.setgroups([gid])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":  # after the switch of user, which forgets it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal)
    if os.getppid() != starter:  # it ended before the kernel knew
        sys.exit(1)
    os.execv(argv[0], argv)  # noqa: S606 - a program of ours, by its whole path


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
