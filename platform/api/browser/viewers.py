"""Who looks at a page: a person with a session, or somebody who has not logged in."""

from typing import Any, cast

from babel import Locale
from msgspec import Struct

from tenants.principals import Principal

from ..bodies import AnyRequest
from ..headers import header
from .languages import catalogue, chosen


class Viewer(Struct, frozen=True):
    """`csrf` is what their forms send along; `locale` the code of the language that they read."""

    principal: Principal | None
    csrf: str
    locale: str


def remember(request: AnyRequest, viewer: Viewer) -> None:
    cast(dict[str, Any], request.scope)[_KEPT] = viewer


def viewer_of(request: AnyRequest) -> Viewer:
    """Whom the guard has let in; somebody unknown where nobody was asked for."""
    known: Viewer | None = cast(dict[str, Any], request.scope).get(_KEPT)
    return known or Viewer(None, "", chosen(None, header(request, b"accept-language")))


def locale_of(request: AnyRequest) -> Locale:
    """Whose marks numbers are written with."""
    return catalogue(viewer_of(request).locale).locale


_KEPT = "bpo.viewer"
