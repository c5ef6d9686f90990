"""Templates, and the answer made of one: a whole page, or the parts of it that htmx asked for.

A part is a template whose name begins with `_`, with one element around it; the id of that element comes from
`id_of(template)`, for the page that includes the part as for the swap that replaces it.
"""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..answers import Answer, Headers
from ..bodies import AnyRequest
from ..headers import header
from .assets import Assets
from .automation_titles import AUTOMATION_TITLES
from .feel_text import anchor, feel, path_parts
from .formats import UTC_NAME, Formats
from .languages import LOCALES, catalogue
from .navigation import Entry, Navigation
from .spans import written
from .translating import LocalisedEnvironment
from .viewers import Viewer, viewer_of

TEMPLATES = Path(__file__).parents[1] / "templates"
HTML = b"text/html; charset=utf-8"
POLICY = (
    b"content-security-policy",
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    b"form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
)
_AT_ONCE = ("base.html", "parts/", "work/")
"""What the operator's screen is made of."""

_VARIES = (b"vary", b"hx-request, cookie, accept-language, accept-encoding")
_LEAST_COMPRESSED, _LEVEL = 1_500, 4
_SWAP = Markup('<hx-partial hx-target="#{id}" hx-swap="outerMorph">{html}</hx-partial>')


class Screens:
    """What pages are made of: an environment of templates for each language, the assets, the entries of the bar."""

    def __init__(self, entries: Iterable[Entry], assets: Assets) -> None:
        self.navigation = Navigation(entries)
        self.assets = assets
        self._environments = {locale: _environment(locale, assets) for locale in LOCALES}

    def compile_ahead(self) -> None:
        """What must be there within 100 ms of a key, the first time, too; the rest is compiled when first asked for."""
        for environment in self._environments.values():
            for name in environment.list_templates(filter_func=lambda name: name.startswith(_AT_ONCE)):
                environment.get_template(name)

    def render(self, template: str, viewer: Viewer, values: Mapping[str, Any]) -> str:
        shared = {
            "viewer": viewer,
            "me": viewer.principal,
            "entries": self.navigation.of(viewer.principal),
            "zone": _zone(viewer),
            "now": datetime.now(UTC),
        }
        return self._environments[viewer.locale].get_template(template).render(shared | dict(values))


def screens(request: AnyRequest) -> Screens:
    found: Screens = request.app.state.screens
    return found


def show(
    request: AnyRequest,
    template: str,
    values: Mapping[str, Any],
    *,
    parts: Sequence[str] = (),
    status: int = 200,
    headers: Headers = (),
) -> Answer:
    """The page; to htmx, which holds the rest of it already, only `parts`, where some are named.

    `values` may name the `zone` in which times are shown; else it is that of the reader's first tenant.
    """
    values = {"path": request.scope["path"], **values}
    text = swaps(request, values, parts) if parts and is_swap(request) else render(request, template, values)
    body, encoding = _compressed(request, text.encode())
    return Answer(body, status, media_type=HTML, headers=[POLICY, _VARIES, *encoding, *headers])


def _compressed(request: AnyRequest, body: bytes) -> tuple[bytes, Headers]:
    """For a browser that takes it; the pages' one secret is masked anew each time, so that sizes tell nothing of it."""
    if len(body) < _LEAST_COMPRESSED or "gzip" not in (header(request, b"accept-encoding") or ""):
        return body, ()
    return gzip.compress(body, _LEVEL, mtime=0), ((b"content-encoding", b"gzip"),)


def render(request: AnyRequest, template: str, values: Mapping[str, Any]) -> str:
    return screens(request).render(template, viewer_of(request), values)


def swaps(request: AnyRequest, values: Mapping[str, Any], parts: Sequence[str]) -> str:
    """Each part, told where it belongs."""
    return "".join(_SWAP.format(id=id_of(part), html=Markup(render(request, part, values))) for part in parts)  # noqa: S704 - a template's


def see_other(request: AnyRequest, place: str, *, headers: Headers = ()) -> Answer:
    """Leads the browser to another page, with GET."""
    if is_swap(request):
        return Answer(b"", media_type=HTML, headers=[(b"hx-redirect", place.encode()), *headers])
    return Answer(b"", _SEE_OTHER, media_type=HTML, headers=[(b"location", place.encode()), *headers])


def is_swap(request: AnyRequest) -> bool:
    """Whether htmx asks, to change a part of the page that is there."""
    return header(request, b"hx-request") == "true" and header(request, b"hx-boosted") is None


def id_of(part: str, key: object = None) -> str:
    """`work/_desk.html` is `work-desk`, of many of them `work-desk-<key>`."""
    name = part.removesuffix(".html").replace("/_", "-").replace("/", "-")
    return name if key is None else f"{name}-{key}"


_SEE_OTHER = 303


def _environment(locale: str, assets: Assets) -> Environment:
    words = catalogue(locale)
    made = LocalisedEnvironment(
        words,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.filters.update(Formats(words).filters(), feel=feel, anchor=anchor, path_parts=path_parts, written=written)
    made.globals.update(
        asset=assets.url, id_of=id_of, locale=locale, locales=LOCALES, automation_titles=AUTOMATION_TITLES
    )
    return made


def _zone(viewer: Viewer) -> str:
    tenants = viewer.principal.tenants if viewer.principal else ()
    return tenants[0].timezone if tenants else UTC_NAME
