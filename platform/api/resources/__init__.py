"""What the API has, one module a noun; each lists its `HANDLERS`."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

HANDLERS: Sequence[HTTPRouteHandler] = ()
