"""/: leads each person to the screen that they begin with."""

from tenants.roles import Permission

from ..access import Call
from ..answers import Answer
from ..browser.rendering import screens, see_other
from ..browser.routing import page

ACCOUNT = "/account"


@page("GET", "/", Permission.SELF)
async def go_home(request: Call) -> Answer:
    """Where one's work begins"""
    return see_other(request, screens(request).navigation.home(request.user, ACCOUNT))


HANDLERS = [go_home]
