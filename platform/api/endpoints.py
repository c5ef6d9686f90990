"""What is declared of a route, and where it is found again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar.handlers import BaseRouteHandler

from tenants.roles import Permission

from .shapes import Shape

OPTION = "endpoint"


@dataclass(frozen=True)
class Files:
    """A body that is read as a stream: the media types that it may have, each with its JSON Schema."""

    schemas: Mapping[str, Any]


@dataclass(frozen=True)
class Events:
    """An answer of server-sent events: the data of each, by its name."""

    shapes: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """`answers` gives the body of each success by its status, `bytes` being a file, `Events` a stream; what a handler
    may raise is common to all. A page is for people, by a session, and no part of the description."""

    permission: Permission | None
    answers: Mapping[int, Any]
    body: type[Shape] | None = None
    files: Files | None = None
    query: type[Shape] | None = None
    names_tenant: bool = False
    confirms_key: bool = False
    by_session: bool = False
    is_page: bool = False


def endpoint_of(handler: BaseRouteHandler) -> Endpoint:
    found: Endpoint = handler.opt[OPTION]
    return found
