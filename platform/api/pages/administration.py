"""/administration: what keeps an installation going: people, runs, audit, health; each reader sees what is theirs."""

from collections.abc import Sequence

from tenants.principals import Principal
from tenants.roles import STAFF_ROLES, TENANT_ROLES, Permission, Role, reach_of

from ..access import Call
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import see_other
from ..browser.routing import page

PATH = "/administration"
ENTRIES = (
    Entry(
        label=N_("Administration"),
        path=PATH,
        permission=Permission.READ_RUNS,
        order=90,
        go="m",
    ),
)
PEOPLE, SETUP = "/people/accounts", "/setup"
RUNS, AUDIT, HEALTH = f"{PATH}/runs", f"{PATH}/audit", f"{PATH}/health"
_ALL = frozenset(Role)
_VIEWS = (
    (HEALTH, N_("Health"), Permission.MANAGE_TENANTS, _ALL),
    (PEOPLE, N_("People"), Permission.CREATE_PEOPLE, TENANT_ROLES),
    (RUNS, N_("Automation"), Permission.READ_RUNS, _ALL),
    (AUDIT, N_("Audit"), Permission.READ_AUDIT, _ALL),
    (SETUP, N_("Set-up of clients"), Permission.READ_TYPES, STAFF_ROLES),
)
"""Each with those roles, of them that have the permission, who find it here: others have it in the bar."""


@page("GET", PATH, Permission.READ_RUNS)
async def show_administration(request: Call) -> Answer:
    """The first of the views that are the reader's"""
    return see_other(request, views_of(request.user)[0][0])


HANDLERS = [show_administration]


def views_of(principal: Principal) -> Sequence[tuple[str, str]]:
    """Path and label of each."""
    return [
        (path, label)
        for path, label, needed, roles in _VIEWS
        if principal.role in roles and reach_of(principal.role, needed) is not None
    ]
