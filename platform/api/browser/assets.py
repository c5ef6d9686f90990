"""Styles and scripts as they are sent: joined once at start, compressed when one is first asked for, named by their
content, kept by browsers.

`css/look.css` names the files of the look and their layers; `behaviours/` are the scripts of every page, one for each
behaviour; `scripts/` are those of single pages, a folder of modules each; `vendor/` is by others, `images/` by us.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from ..answers import Answer
from .modules import keep_modules

STATIC = Path(__file__).parents[1] / "static"
_KEPT = (b"cache-control", b"public, max-age=31536000, immutable")
_IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>\w+)\);')
_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
}


class Asset(Struct, frozen=True):
    path: str
    body: bytes
    media_type: bytes

    @property
    def compressed(self) -> bytes:
        return _compressed(self.body)


class Assets:
    """Those of one process, which do not change while it lives."""

    def __init__(self, static: Path = STATIC) -> None:
        self._by_name = {name: _asset(name, text) for name, text in _texts(static)}
        for folder in sorted(static.glob("scripts/*/")):
            keep_modules(folder, self._keep)
        self._by_path = {asset.path: asset for asset in self._by_name.values()}

    def _keep(self, name: str, text: str) -> str:
        self._by_name[name] = _asset(name, text.encode())
        return self._by_name[name].path

    def url(self, name: str) -> str:
        """Of `look.css`, `behaviours.js`, `htmx-4.0.1.js` …; KeyError for what is not there."""
        return f"/assets/{self._by_name[name].path}"

    def sizes(self) -> Mapping[str, int]:
        """Bytes that go over the wire, by name."""
        return {name: len(asset.compressed) for name, asset in self._by_name.items()}

    def answer(self, path: str, accepts: str | None) -> Answer | None:
        """None for a path that is not one of these."""
        asset = self._by_path.get(path)
        if asset is None:
            return None
        headers = [_KEPT, (b"vary", b"accept-encoding")]
        if "gzip" not in (accepts or ""):
            return Answer(asset.body, media_type=asset.media_type, headers=headers)
        headers.append((b"content-encoding", b"gzip"))
        return Answer(asset.compressed, media_type=asset.media_type, headers=headers)


def _texts(static: Path) -> Iterator[tuple[str, bytes]]:
    yield "look.css", _joined_styles(static / "css").encode()
    yield "behaviours.js", _joined_scripts(static / "behaviours").encode()
    for files in ("scripts/*.js", "vendor/*.js", "images/*.svg"):
        yield from ((file.name, file.read_bytes()) for file in sorted(static.glob(files)))


def _asset(name: str, text: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Asset(f"{stem}.{digest}.{suffix}", text, _TYPES[f".{suffix}"])


@cache
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _joined_styles(folder: Path) -> str:
    """Every file in its layer, where the one that names them imports it."""

    def layered(found: re.Match[str]) -> str:
        return f"@layer {found['layer']} {{\n{(folder / found['file']).read_text(encoding='utf-8')}}}"

    return _IMPORT.sub(layered, (folder / "look.css").read_text(encoding="utf-8"))


def _joined_scripts(folder: Path) -> str:
    """Each in a block of its own: none sees the names of another."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.js")))
    return '"use strict";\n' + "\n".join(f"{{\n{text}}}" for text in texts)
