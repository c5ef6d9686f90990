"""The list of screens that are pictured with nothing in them; a list adds itself. The administrator's come first, while
they are alone in the installation."""

from .readers import ADMINISTRATOR
from .screens import Screen

SETUP = "/setup/northwind"
_PATHS = {
    ADMINISTRATOR: {
        "clients": "/clients",
        "board-alone": "/board",
        "tasks-alone": "/tasks",
        "items-alone": "/items",
        "people-alone": "/people",
        "accounts": "/people/accounts",
        "rules-alone": "/rules",
        "setup-clients": "/setup",
        "runs": "/administration/runs",
        "audit": "/administration/audit",
        "health": "/administration/health",
    },
    "siti@bpo.example": {
        "board": "/board",
        "tasks": "/tasks",
        "tasks-completed": "/tasks?view=completed",
        "items": "/items",
        "people": "/people",
        "rules": "/rules",
        "runs-of-all": "/administration/runs?state=all",
    },
    "ana@bpo.example": {"work": "/work", "pended": "/pended"},
    "karl@northwind.example": {
        "setup": f"{SETUP}/start",
        "setup-work-types": f"{SETUP}/work-types",
        "setup-task-types": f"{SETUP}/task-types",
        "setup-queues": f"{SETUP}/queues",
        "setup-calendars": f"{SETUP}/calendars",
        "setup-keys": f"{SETUP}/keys",
        "setup-webhooks": f"{SETUP}/webhooks",
        "rules-to-write": "/rules",
        "client-audit": "/administration/audit",
    },
    "anneliese@northwind.example": {
        "client-items": "/items",
        "stock": "/stock",
        "submit": "/submit",
        "submit-form": "/submit/form",
    },
}
EMPTY_SCREENS = tuple(
    Screen(f"empty-{name}", path, reader) for reader, paths in _PATHS.items() for name, path in paths.items()
)
