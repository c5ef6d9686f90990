"""THE list of screens that are pictured. A screen adds itself: who looks at it, where it is, what is done first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Prepare = Callable[[Any], None]
"""Does with Playwright's page what brings the screen about: presses keys, waits for what must be there."""


@dataclass(frozen=True)
class Screen:
    """`name` is that of its pictures; `reader` an address of the demo's cast, None somebody who is not logged in."""

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


SCREENS = (
    Screen("client-items", "/items", "anneliese@northwind.example"),
    Screen("client-item", "/items", "anneliese@northwind.example", press("j", "o")),
    Screen("submit", "/submit", "anneliese@northwind.example"),
    Screen("stock", "/stock", "anneliese@northwind.example"),
    Screen("board", "/board", "siti@bpo.example"),
    Screen("tasks", "/tasks?tenant=northwind&queue=stock-desk", "siti@bpo.example"),
    Screen("tasks-selected", "/tasks?tenant=northwind&queue=stock-desk", "siti@bpo.example", press("j", "x", "j", "x")),
    Screen("task", "/tasks?view=completed", "siti@bpo.example", press("j", "o")),
    Screen("item", "/items", "siti@bpo.example", press("j", "o")),
    Screen("people", "/people", "siti@bpo.example"),
    Screen("rules", "/rules/northwind/order", "siti@bpo.example"),
    Screen("login", "/login", None),
    Screen("account", "/account", "siti@bpo.example"),
    Screen("keys", "/account", "siti@bpo.example", press("?")),
    Screen("not-found", "/nothing", "siti@bpo.example"),
)
