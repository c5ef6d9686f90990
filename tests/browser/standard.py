"""What every screen must hold: nobody shut out, nothing blocked or broken, nothing wider than its window."""

from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import ConsoleMessage, Page

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")
NARROWEST, WIDEST = 360, 2560
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUNS: dict[Literal["light", "dark"], dict[str, Any]] = {
    "light": {"type": "tag", "values": STANDARDS},
    "dark": {"type": "rule", "values": ("color-contrast", "link-in-text-block")},  # all that a theme can break
}


class Watched:
    """A page and what its browser complained of: errors of scripts, of the policy, of the network."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def hold(self) -> None:
        """To be asked of the screen as it now is, in both themes and at both ends of what a window may be."""
        size = self.page.viewport_size or {"width": 1440, "height": 900}
        for theme, run_only in RUNS.items():
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert self._violations(run_only) == [], theme
        for width in (NARROWEST, WIDEST):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self._overflow() == [], width
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme="light")
        assert self.complaints == []

    def _violations(self, run_only: dict[str, Any]) -> list[str]:
        if not self.page.evaluate("() => typeof axe === 'object'"):
            self.page.evaluate(AXE)
        run = "runOnly => axe.run(document, {runOnly, resultTypes: ['violations']})"
        found: dict[str, Any] = self.page.evaluate(run, run_only)
        return [
            f"{each['id']}: {node['html'][:200]}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]

    def _overflow(self) -> list[str]:
        """What sticks out at the right, if the page as a whole can be moved sideways."""
        found: list[str] = self.page.evaluate(
            """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
                 [...document.body.querySelectorAll('*')]
                   .filter(each => each.getBoundingClientRect().right > window.innerWidth + 1)
                   .map(each => each.outerHTML.slice(0, 120)).slice(0, 5)"""
        )
        return found

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
