"""The modules of a page's script, one folder of `scripts/` each: as they are sent, they import each other by the names
that change with their content."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

_FROM = re.compile(r'from "\./(?P<module>[\w-]+)\.js"')

Keep = Callable[[str, str], str]
"""Keeps a text under a name, and gives the path that it is sent under."""


def keep_modules(folder: Path, keep: Keep) -> None:
    """Under `<folder>-<module>.js`; what a module imports first, since its path is part of the text. No cycles."""
    paths: dict[str, str] = {}

    def path_of(module: str) -> str:
        if module not in paths:
            text = (folder / f"{module}.js").read_text(encoding="utf-8")
            paths[module] = keep(f"{folder.name}-{module}.js", _FROM.sub(imported, text))
        return paths[module]

    def imported(found: re.Match[str]) -> str:
        return f'from "./{path_of(found["module"])}"'

    for module in _names(folder):
        path_of(module)


def _names(folder: Path) -> Iterator[str]:
    return (file.stem for file in sorted(folder.glob("*.js")))
