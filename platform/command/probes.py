"""Questions to what runs beside us: is a port free, does an API answer there, does a database, does a Valkey."""

import asyncio
import errno
import socket

import asyncpg
import redis.asyncio as redis

from tenants.settings import Settings

from .address import local_host
from .errors import PortUnusable

ANSWER_WITHIN_S = 5.0


def require_free_port(settings: Settings) -> None:
    """Raises PortUnusable when nobody can listen where the API is to listen."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as fault:
            raise PortUnusable(_remedy(settings, fault)) from None


async def answers_ready(host: str, port: int) -> bool:
    """Whether `GET /readyz` is answered with 200."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await _status_line(host, port, "/readyz") == "200"
    except (OSError, TimeoutError):
        return False


async def fault_of_database(url: str) -> str:
    """Why nobody can log in there, or nothing."""
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_WITHIN_S)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
        return f"does not answer ({fault or type(fault).__name__}): is it started, is BPO_DATABASE_URL right?"
    await connection.close()
    return ""


async def fault_of_redis(url: str) -> str:
    """Why it does not answer, or nothing."""
    client = redis.Redis.from_url(url, socket_timeout=ANSWER_WITHIN_S, socket_connect_timeout=ANSWER_WITHIN_S)
    try:
        await client.ping()
    except (redis.RedisError, OSError) as fault:
        return f"does not answer ({fault}): is it started, is BPO_REDIS_URL right?"
    finally:
        await client.aclose()
    return ""


async def _status_line(host: str, port: int, path: str) -> str:
    """The status of an answer; a client library would cost more than the question, which is asked often."""
    reader, writer = await asyncio.open_connection(local_host(host), port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        return (await reader.readline()).decode("ascii", "replace").partition(" ")[2][:3]
    finally:
        writer.close()


def _remedy(settings: Settings, fault: OSError) -> str:
    where = f"port {settings.port} of {settings.host}"
    match fault.errno:
        case errno.EADDRINUSE:
            return f"{where} is in use by another program: stop it, or set BPO_PORT to another port."
        case errno.EACCES:
            return f"{where} may not be used by this user: set BPO_PORT to 1024 or more."
        case _:
            return f"{where} cannot be used: {fault.strerror}."
