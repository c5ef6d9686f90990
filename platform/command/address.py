"""Where an API that listens everywhere is found from this machine, and where one can still listen."""

import socket

from tenants.settings import Settings

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, never listened on


def local_host(host: str) -> str:
    """An address of this machine that reaches what listens on `host`."""
    return EVERYWHERE.get(host, host)


def base_url(settings: Settings) -> str:
    """Of the API, without a slash at its end."""
    host = local_host(settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def free_port(host: str) -> int:
    """A TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
