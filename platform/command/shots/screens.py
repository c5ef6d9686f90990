"""THE list of screens that are pictured. A screen adds itself: who looks at it, where it is, what is done first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .readers import ADMINISTRATOR

Prepare = Callable[[Any], None]
"""Does with Playwright's page what brings the screen about: presses keys, waits for what must be there."""


@dataclass(frozen=True)
class Screen:
    """`name` is that of its pictures; `reader` somebody of the demo's cast, or the ADMINISTRATOR, None a stranger."""

    name: str
    path: str
    reader: str | None
    prepare: Prepare | None = None


def press(*keys: str) -> Prepare:
    """Keys one after another, each time when the page has come to rest."""

    def pressed(page: Any) -> None:
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_load_state("networkidle")

    return pressed


def press_to(wanted: str, *keys: str) -> Prepare:
    """Keys that lead to another page, until what is `wanted` there is seen and has come to rest."""

    def pressed(page: Any) -> None:
        press(*keys)(page)
        page.wait_for_selector(wanted)
        page.wait_for_load_state("networkidle")

    return pressed


def open_by(clicked: str, wanted: str) -> Prepare:
    """What has no key of its own."""

    def opened(page: Any) -> None:
        page.click(clicked)
        page.wait_for_selector(wanted)

    return opened


def wait_for(wanted: str) -> Prepare:
    def waited(page: Any) -> None:
        page.wait_for_selector(wanted)

    return waited


def in_turn(*prepares: Prepare) -> Prepare:
    def prepared(page: Any) -> None:
        for each in prepares:
            each(page)

    return prepared


def take(*keys: str) -> Prepare:
    """The next task, unless one is held; then keys."""

    def taken(page: Any) -> None:
        if not page.locator("body.workbench").count():
            page.keyboard.press("n")
            page.wait_for_selector("body.workbench")
        press("Escape", *keys)(page)

    return taken


OPEN_FIRST = press_to(".task-head", "j", "o")

SCREENS = (
    Screen("client-items", "/items", "anneliese@northwind.example"),
    Screen("client-item", "/items", "anneliese@northwind.example", OPEN_FIRST),
    Screen("submit", "/submit", "anneliese@northwind.example"),
    Screen("submit-form", "/submit/form", "anneliese@northwind.example"),
    Screen("amend", "/items", "anneliese@northwind.example", in_turn(OPEN_FIRST, press_to("form.document", "a"))),
    Screen("stock", "/stock", "anneliese@northwind.example"),
    Screen("board", "/board", "siti@bpo.example"),
    Screen("tasks", "/tasks?tenant=northwind&queue=stock-desk", "siti@bpo.example"),
    Screen("tasks-selected", "/tasks?tenant=northwind&queue=stock-desk", "siti@bpo.example", press("j", "x", "j", "x")),
    Screen("task", "/tasks?view=completed", "siti@bpo.example", OPEN_FIRST),
    Screen("item", "/items", "siti@bpo.example", OPEN_FIRST),
    Screen("people", "/people", "siti@bpo.example"),
    Screen("rules", "/rules/northwind/order", "siti@bpo.example"),
    Screen("rules-draft", "/rules/northwind/order/edit", "karl@northwind.example", press("ArrowRight", "ArrowDown")),
    Screen(
        "rules-patterns",
        "/rules/northwind/order/edit",
        "karl@northwind.example",
        open_by("#tables a:last-child", "#patterns tbody tr"),
    ),
    Screen("rules-tests", "/rules/northwind/order/tests", "karl@northwind.example"),
    Screen("rules-simulate", "/rules/northwind/order/simulate", "karl@northwind.example"),
    Screen("rules-patterns-past", "/rules/northwind/order/simulate/patterns", "karl@northwind.example"),
    Screen("rules-publish", "/rules/northwind/order/publish", "karl@northwind.example"),
    Screen("rules-versions", "/rules/northwind/order/versions", "siti@bpo.example"),
    Screen("people-accounts", "/people/accounts", "siti@bpo.example"),
    Screen("person", "/people/accounts", "siti@bpo.example", press_to("dl.facts", "j", "o")),
    Screen("automation", "/administration/runs?state=all", "siti@bpo.example"),
    Screen("audit", "/administration/audit", "karl@northwind.example"),
    Screen("setup-keys", "/setup/northwind/keys", "karl@northwind.example"),
    Screen("setup-webhooks", "/setup/northwind/webhooks", "anneliese@northwind.example"),
    Screen("setup", "/setup/northwind/start", "karl@northwind.example"),
    Screen("setup-work-type", "/setup/northwind/work-types/order", "karl@northwind.example"),
    Screen("setup-task-type", "/setup/northwind/task-types/credit_review", "karl@northwind.example"),
    Screen("setup-queue", "/setup/northwind/queues/-", "karl@northwind.example"),
    Screen("setup-calendar", "/setup/northwind/calendars/-", "karl@northwind.example"),
    Screen("setup-company", "/setup/northwind/company", "karl@northwind.example"),
    Screen("clients", "/clients", ADMINISTRATOR),
    Screen("client", "/clients/northwind", ADMINISTRATOR),
    Screen("new-client", "/new-client", ADMINISTRATOR),
    Screen("setup-clients", "/setup", ADMINISTRATOR),
    Screen("health", "/administration/health", ADMINISTRATOR),
    Screen("audit-verified", "/administration/audit/verify", ADMINISTRATOR),
    Screen("login", "/login", None),
    Screen("account", "/account", "siti@bpo.example"),
    Screen("keys", "/account", "siti@bpo.example", press("?")),
    Screen("work-between", "/work", "bima@bpo.example"),
    Screen("work-order", "/work", "ana@bpo.example", take()),
    Screen("work-order-why", "/work", "ana@bpo.example", take("w")),
    Screen("work-faults", "/work", "ana@bpo.example", in_turn(take("1"), wait_for(".error"))),
    Screen("work-release", "/work", "ana@bpo.example", take("r")),
    Screen("work-transfer", "/work", "ana@bpo.example", take("t")),
    Screen("work-claim", "/work", "chandra@bpo.example", take()),
    Screen("work-keys", "/work", "chandra@bpo.example", take("?")),
    Screen("pended", "/pended", "chandra@bpo.example"),
    Screen("not-found", "/nothing", "siti@bpo.example"),
)
