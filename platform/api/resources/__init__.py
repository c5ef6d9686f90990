"""What the API has, one module a noun; each lists its `HANDLERS`."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from . import api_keys, me, tenants, users

HANDLERS: Sequence[HTTPRouteHandler] = [handler for noun in (tenants, api_keys, users, me) for handler in noun.HANDLERS]
