"""What an installation is told from outside: every BPO_* variable with its default, its unit and a line of help.

The one reader of the environment; everything else is handed a `Settings`.
"""

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from tenants.errors import SettingsInvalid

SHORTEST_ADMIN_KEY = 24


def _folder(text: str) -> Path:
    if not text:
        raise SettingsInvalid("is empty: name a folder")
    return Path(text)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise SettingsInvalid(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def _key(text: str) -> str:
    if len(text) < SHORTEST_ADMIN_KEY:
        raise SettingsInvalid(f"has {len(text)} characters: a key needs {SHORTEST_ADMIN_KEY} or more")
    if any(not "!" <= character <= "~" for character in text):
        raise SettingsInvalid("may hold visible ASCII characters only: no other can be sent in a header")
    return text


def _url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise SettingsInvalid(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return text

    return read


def _networks(text: str) -> str:
    for network in filter(None, text.split(",")):
        try:
            ipaddress.ip_network(network.strip(), strict=False)
        except ValueError:
            raise SettingsInvalid(f"has {network!r}: name networks by commas, as in 10.1.0.0/16,fd00::/8") from None
    return text


_POSTGRES = _url("postgresql", "postgres")
_REDIS = _url("redis", "rediss", "unix")
_BUCKET = _url("s3")


@dataclass(frozen=True, slots=True)
class Variable:
    """A name in the environment, what it is for, and how its text is read."""

    name: str
    help: str
    read: Callable[[str], Any] = str


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """An empty string stands for a value that nobody has given: the launcher fills it in for its children."""

    data_dir: Annotated[Path, Variable("BPO_DATA_DIR", "folder of the embedded servers, logs and keys", _folder)] = (
        Path("var")
    )
    host: Annotated[str, Variable("BPO_HOST", "address that the API listens on")] = "127.0.0.1"
    port: Annotated[int, Variable("BPO_PORT", "TCP port that the API listens on", _whole(1, 65535))] = 8000
    admin_key: Annotated[str, Variable("BPO_ADMIN_KEY", "key of a platform_admin, 24 characters or more", _key)] = ""
    database_url: Annotated[str, Variable("BPO_DATABASE_URL", "PostgreSQL (its owner) to use instead", _POSTGRES)] = ""
    database_direct_url: Annotated[
        str, Variable("BPO_DATABASE_DIRECT_URL", "the same past PgBouncer, for migrations", _POSTGRES)
    ] = ""
    redis_url: Annotated[str, Variable("BPO_REDIS_URL", "Valkey or Redis to use instead", _REDIS)] = ""
    storage_url: Annotated[
        str, Variable("BPO_STORAGE_URL", "bucket of files, s3://bucket/prefix; else the data folder's", _BUCKET)
    ] = ""
    webhook_allow: Annotated[
        str, Variable("BPO_WEBHOOK_ALLOW", "networks that webhooks may reach though not public", _networks)
    ] = ""
    demo_people: Annotated[
        str, Variable("BPO_DEMO_PEOPLE", "e-mail addresses that log in with one click; `./bpo demo` names its own")
    ] = ""
    leave_s: Annotated[
        int,
        Variable("BPO_LEAVE_S", "seconds that a stopping API serves on while it is not ready", _whole(0, 300)),
    ] = 0
    worker_threads: Annotated[int, Variable("BPO_WORKER_THREADS", "threads of a worker", _whole(1, 256))] = 8

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """The settings that `environ` (left out: the process's own) describes; raises SettingsInvalid."""
        environ = os.environ if environ is None else environ
        return cls(**{field: _read(item, environ) for field, item in VARIABLES.items() if item.name in environ})

    def for_child(self) -> dict[str, str]:
        """The process's environment with these settings in it, for a process that reads them in its turn."""
        values = {item.name: str(getattr(self, field)) for field, item in VARIABLES.items()}
        others = {name: value for name, value in os.environ.items() if name not in values}
        return others | {name: value for name, value in values.items() if value}


VARIABLES: dict[str, Variable] = {
    field: hint.__metadata__[0] for field, hint in get_type_hints(Settings, include_extras=True).items()
}


def _read(item: Variable, environ: Mapping[str, str]) -> Any:
    try:
        return item.read(environ[item.name])
    except SettingsInvalid as fault:
        raise SettingsInvalid(f"{item.name} {fault}.") from None
