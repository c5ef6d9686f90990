"""ETags: a strong, opaque name for the state of what PUT and PATCH change, and the two headers that ask for one."""

import re

from tasks.case import Item
from tasks.reading.items import ItemView

from .access import Call
from .answers import Headers
from .errors import PreconditionFailed
from .headers import header

_PRIORITIES = 101
_TAG = re.compile(r'(?:W/)?"[^"]*"')


def tagged(revision: int) -> Headers:
    """The header that an answer carries with a resource of this revision."""
    return [(b"etag", _tag(revision).encode())]


def revision_of_item(item: Item | ItemView) -> int:
    """Of what PATCH changes of an item: its document and its priority. What happens to its tasks is no revision."""
    return item.document_version * _PRIORITIES + item.priority


def hold_to_preconditions(request: Call, revision: int | None) -> None:
    """`revision` is what the resource has now, None where there is none yet. Raises PreconditionFailed."""
    wanted, unwanted = header(request, b"if-match"), header(request, b"if-none-match")
    if wanted is not None and not _names(wanted, revision):
        raise PreconditionFailed
    if unwanted is not None and _names(unwanted, revision):
        raise PreconditionFailed


def _names(condition: str, revision: int | None) -> bool:
    """Whether the header, `*` or a list of tags, names this revision; a weak tag never does (RFC 9110, 8.8.3)."""
    if revision is None:
        return False
    return condition.strip() == "*" or _tag(revision) in _TAG.findall(condition)


def _tag(revision: int) -> str:
    return f'"{revision}"'
