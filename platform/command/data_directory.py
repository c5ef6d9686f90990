"""The folder of an installation's embedded servers, logs and keys, and the lock that one launcher holds on it."""

import errno
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import DataDirectoryUnusable

GUARDIAN_ENDS_WITHIN_S = 15.0
NEEDED_BYTES = 150 << 20
ADDRESSES = "addresses.json"
ADMIN_KEY = "admin-key"
"""Where the key is kept that an installation made for itself."""


class DataDirectory:
    """A data directory that is ours until the launcher, and its guardian, have ended."""

    def __init__(self, path: Path, lock_fd: int) -> None:
        self.path = path
        self.lock_fd = lock_fd

    @classmethod
    @contextmanager
    def hold(cls, path: Path) -> Iterator["DataDirectory"]:
        """Makes the folder if need be; raises DataDirectoryUnusable, also while another launcher works in it."""
        path = path.absolute()
        try:
            _make(path)
            lock_fd = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise DataDirectoryUnusable(f"{path} cannot be used: {fault.strerror}.") from None
        try:
            _lock(path, lock_fd)
            with _cleared(path / ADDRESSES):
                _require_space(path)
                yield cls(path, lock_fd)
        finally:
            os.close(lock_fd)

    def log(self, name: str) -> Path:
        """The file that the program of that name writes to."""
        folder = self.path / "log"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / f"{name}.log"

    def secret(self, name: str, new: str) -> str:
        """What is kept under `name`, readable by its owner alone; `new` is kept where there is nothing yet."""
        file = self.path / name
        if not file.exists():
            _write_private(file, f"{new}\n")
        return file.read_text().strip()

    def publish(self, addresses: Mapping[str, str]) -> None:
        """Tells other commands of this machine, while the directory is held, where the servers listen."""
        _write_private(self.path / ADDRESSES, json.dumps(dict(addresses)))


def holder(path: Path) -> int | None:
    """The process id of the launcher that works in a data directory, if one does."""
    with suppress(OSError), (path / "lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(lock.read().strip() or 0)
    return None


def published_addresses(path: Path) -> Mapping[str, str]:
    """Where the servers of the launcher that works in a data directory listen; empty when none does."""
    file = path / ADDRESSES
    return dict(json.loads(file.read_text())) if holder(path) is not None and file.exists() else {}


def new_password() -> str:
    """Random, and safe in a URL."""
    return secrets.token_urlsafe(32)


@contextmanager
def _cleared(file: Path) -> Iterator[None]:
    """Without the file before, so that what a killed launcher left is not believed, and after."""
    file.unlink(missing_ok=True)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _make(path: Path) -> None:
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o711 if os.geteuid() == 0 else 0o700)  # as root, PostgreSQL's own user has to pass through


def _lock(path: Path, lock_fd: int) -> None:
    deadline = time.monotonic() + GUARDIAN_ENDS_WITHIN_S
    while True:
        try:
            fcntl.flock(lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            pid = int(os.pread(lock_fd, 32, 0).strip() or 0)
            if _is_alive(pid) or time.monotonic() > deadline:  # else: its guardian is still clearing up
                raise DataDirectoryUnusable(
                    f"{path} is in use by another bpo (process {pid}): stop it, or set BPO_DATA_DIR to another folder."
                ) from None
            time.sleep(0.1)
    os.ftruncate(lock_fd, 0)
    os.pwrite(lock_fd, str(os.getpid()).encode(), 0)


def _is_alive(pid: int) -> bool:
    with suppress(PermissionError):  # it lives and is another user's
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return pid > 0


def _require_space(path: Path) -> None:
    free = shutil.disk_usage(path).free
    if free < NEEDED_BYTES:
        raise DataDirectoryUnusable(
            f"the disk of {path} is full: {free >> 20} MiB are free and {NEEDED_BYTES >> 20} are needed."
        )


def _write_private(file: Path, text: str) -> None:
    """All or nothing, so that a full disk leaves no half of a secret."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as fault:
        reason = "the disk is full" if fault.errno == errno.ENOSPC else fault.strerror
        raise DataDirectoryUnusable(f"{file} cannot be written: {reason}.") from None
    part.replace(file)
