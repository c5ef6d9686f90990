"""What a browser is shown, one module a noun; each lists its `HANDLERS`, and in `ENTRIES` what it adds to the bar."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from ..browser.navigation import Entry
from . import account, assets, home, login

ENTRIES: Sequence[Entry] = [*account.ENTRIES]
HANDLERS: Sequence[HTTPRouteHandler] = [handler for noun in (assets, home, login, account) for handler in noun.HANDLERS]
