"""Which content of a ruleset a request is about: its draft, a version, or what is published."""

from typing import Annotated, Any

from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from rules import Fault
from tasks.configuring import rulesets
from tasks.configuring.rulesets import Schemas
from tasks.errors import NothingPublished
from tasks.models import RulesetHead
from tenants.principals import TenantRef

from .errors import Invalid, NotFound
from .shapes import Shape

NEWEST_VERSION = 2_147_483_647
Version = Annotated[int, Meta(ge=1, le=NEWEST_VERSION)]


class Chosen(Shape):
    """`draft` true, or `version`; neither: see the request."""

    draft: bool = False
    version: Version | None = None


class Content(Struct, frozen=True):
    """A ruleset as it stands, with the schemas of the work type that it is bound to and of those it may name."""

    content: dict[str, Any]
    schemas: Schemas


async def chosen_content(
    session: AsyncSession, tenant: TenantRef, key: str, chosen: Chosen, *, default_is_draft: bool = False
) -> Content:
    """Raises NotFound without such a work type, NothingPublished, Invalid for a version or draft that there is not."""
    schemas = await rulesets.schemas_of(session, tenant.id, key)
    head = await rulesets.head_of(session, tenant.id, key)
    wants_draft = chosen.draft or (default_is_draft and chosen.version is None)
    if wants_draft:
        return Content(_draft_of(head), schemas)
    version = chosen.version or (head.published if head else None)
    if version is None:
        raise NothingPublished
    content = await rulesets.content_of(session, tenant.id, key, version)
    if content is None:
        raise Invalid(Fault("/version", "is no version of this ruleset"))
    return Content(content, schemas)


def hold_to_one(chosen: Chosen) -> None:
    """Raises Invalid for a draft and a version at once."""
    if chosen.draft and chosen.version is not None:
        raise Invalid(Fault("/version", "is for published versions; leave out `draft`"))


def _draft_of(head: RulesetHead | None) -> dict[str, Any]:
    if head is None or head.draft is None:
        raise NotFound("No draft of this ruleset has been saved.")
    return head.draft
