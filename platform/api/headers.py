"""One header of a request, read from the scope: the few that matter do not need all of them parsed."""

from typing import Any

from litestar.connection import ASGIConnection


def header(connection: ASGIConnection[Any, Any, Any, Any], name: bytes) -> str | None:
    """The first header of this lower-case name."""
    for key, value in connection.scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None
