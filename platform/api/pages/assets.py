"""/assets: styles and scripts under names that change with their content."""

from litestar.params import FromPath

from ..access import Call
from ..answers import Answer
from ..browser.rendering import screens
from ..browser.routing import page
from ..errors import NotFound
from ..headers import header


@page("GET", "/assets/{name:str}", None)
async def read_asset(request: Call, name: FromPath[str]) -> Answer:
    """One of them"""
    found = screens(request).assets.answer(name, header(request, b"accept-encoding"))
    if found is None:
        raise NotFound
    return found


HANDLERS = [read_asset]
