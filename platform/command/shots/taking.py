"""Opens each screen as its reader in a browser, in both themes and at two sizes, and keeps what is seen."""

import argparse
import asyncio
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx

from tenants.settings import Settings

from ..address import base_url
from ..errors import CommandError
from ..terminal import say
from .empty import let_people_in, opened
from .empty_screens import EMPTY_SCREENS
from .readers import ADMINISTRATOR, entrance_of, refused
from .screens import SCREENS, Screen

CHROMIUM = Path("/usr/bin/chromium")
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
PATIENCE_MS = 15_000


def shots(settings: Settings, arguments: list[str]) -> int:
    """Takes the pictures, of all screens or of those that are named."""
    asked = _read(arguments, settings)
    if not CHROMIUM.exists():
        raise CommandError(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.empty:
        asyncio.run(_take_empty(settings, asked))
    else:
        _require_demo(asked.url)
        _take_all(settings, asked, SCREENS)
    return 0


async def _take_empty(settings: Settings, asked: argparse.Namespace) -> None:
    alone = [screen for screen in EMPTY_SCREENS if screen.reader == ADMINISTRATOR]
    async with opened(settings) as own:
        asked.url = base_url(own)
        await asyncio.to_thread(_take_all, own, asked, alone)
        await let_people_in(own)
        await asyncio.to_thread(_take_all, own, asked, [each for each in EMPTY_SCREENS if each not in alone])


def _take_all(settings: Settings, asked: argparse.Namespace, screens: Sequence[Screen]) -> None:
    wanted = [screen for screen in screens if not asked.screens or screen.name in asked.screens]
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for screen in wanted:
            for size in SIZES:
                _take(browser, settings, asked, screen, size)
            say(f"{screen.name}: {asked.out}/{screen.name}.*.png")
        browser.close()


def _require_demo(url: str) -> None:
    try:
        httpx.get(f"{url}/healthz")
    except httpx.HTTPError as fault:
        raise CommandError(f"nothing answers at {url} ({fault}): start `./bpo demo`, or name its --url") from None


def _read(arguments: list[str], settings: Settings) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo shots", description=__doc__)
    parser.add_argument("screens", nargs="*", metavar="SCREEN", help=f"of {', '.join(each.name for each in SCREENS)}")
    parser.add_argument("--url", default=base_url(settings), help="of a running `./bpo demo`")
    parser.add_argument("--out", type=Path, default=Path("shots"), help="folder for the pictures (./shots)")
    parser.add_argument("--locale", default="en", help="language that the browser asks for (en)")
    parser.add_argument("--empty", action="store_true", help="an installation of its own, in which nothing has come in")
    asked = parser.parse_args(arguments)
    known = EMPTY_SCREENS if asked.empty else SCREENS
    if unknown := set(asked.screens) - {each.name for each in known}:
        parser.error(f"there is no screen {', '.join(sorted(unknown))}")
    return asked


def _take(browser: Any, settings: Settings, asked: argparse.Namespace, screen: Screen, size: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=asked.url, viewport={"width": width, "height": height}, locale=asked.locale, has_touch=size == "phone"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    if screen.reader:
        _come_in(context, asked.url, screen.reader, settings)
    page.goto(screen.path, wait_until="networkidle")
    if screen.prepare:
        screen.prepare(page)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.screenshot(path=asked.out / f"{screen.name}.{size}.{theme}.png")
    context.close()


def _come_in(context: Any, url: str, reader: str, settings: Settings) -> None:
    entrance = entrance_of(reader, settings)
    if not context.request.post(entrance.path, form=dict(entrance.fields)).ok:
        raise refused(reader, url)
