"""PostgreSQL and Valkey out of their wheels, as programs under a data directory: real servers on private sockets."""

from command.embedded.postgres import Postgres
from command.embedded.sockets import socket_folder
from command.embedded.valkey import Valkey

__all__ = ["Postgres", "Valkey", "socket_folder"]
