"""PostgreSQL and Valkey out of their wheels, as programs under a data directory: real servers on private sockets."""

from .postgres import Postgres
from .sockets import socket_folder
from .valkey import Valkey

__all__ = ["Postgres", "Valkey", "socket_folder"]
