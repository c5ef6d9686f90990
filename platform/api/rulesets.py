"""Which content of a ruleset a request is about: its draft, a version, or what is published."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from rules import Fault, Report
from tasks.configuring import rulesets
from tasks.configuring.rulesets import Schemas
from tasks.errors import NothingPublished
from tasks.models import RulesetHead
from tenants.principals import TenantRef

from .access import Call, database
from .errors import Invalid, NotFound
from .shapes import Shape

NEWEST_VERSION = 2_147_483_647
Version = Annotated[int, Meta(ge=1, le=NEWEST_VERSION)]


class Chosen(Shape):
    """`draft` true, or `version`; neither: see the request."""

    draft: bool = False
    version: Version | None = None


class Content(Struct, frozen=True):
    """A ruleset as it stands, with the schemas of the work type that it is bound to and of those it may name. `version`
    None: it is the draft, or there is nothing yet. `revision` of the draft, None: it is no draft."""

    content: dict[str, Any]
    schemas: Schemas
    version: int | None
    revision: int | None


class Examined(Struct, frozen=True):
    """A ruleset as it stands, and what the check says of it; `revision` as in `Content`."""

    content: dict[str, Any]
    report: Report
    revision: int | None


async def examined(
    request: Call, tenant: TenantRef, key: str, chosen: Chosen, *, default_is_draft: bool = False
) -> Examined:
    """What is chosen, checked against what is configured now. Raises as `chosen_content` does."""
    async with database(request).session([tenant.id]) as session:
        found = await chosen_content(session, tenant, key, chosen, default_is_draft=default_is_draft)
        catalogue = await rulesets.catalogue_of(session)
    report = await rulesets.checked(found.content, key, found.schemas, catalogue)
    return Examined(found.content, report, found.revision)


async def working_copy(session: AsyncSession, tenant_id: UUID, key: str) -> Content:
    """What an edit begins with: the draft, else what is published, else no tables. Raises NotFound without such a work
    type."""
    schemas = await rulesets.schemas_of(session, tenant_id, key)
    head = await rulesets.head_of(session, tenant_id, key)
    if head is not None and head.draft is not None:
        return Content(head.draft, schemas, None, head.revision)
    version = head.published if head else None
    published = version and await rulesets.content_of(session, tenant_id, key, version)
    return Content(published or {"tables": []}, schemas, version, None)


async def chosen_content(
    session: AsyncSession, tenant: TenantRef, key: str, chosen: Chosen, *, default_is_draft: bool = False
) -> Content:
    """Raises NotFound without such a work type, NothingPublished, Invalid for a version or draft that there is not."""
    schemas = await rulesets.schemas_of(session, tenant.id, key)
    head = await rulesets.head_of(session, tenant.id, key)
    wants_draft = chosen.draft or (default_is_draft and chosen.version is None)
    if wants_draft:
        return _draft_of(head, schemas)
    version = chosen.version or (head.published if head else None)
    if version is None:
        raise NothingPublished
    content = await rulesets.content_of(session, tenant.id, key, version)
    if content is None:
        raise Invalid(Fault("/version", "is no version of this ruleset"))
    return Content(content, schemas, version, None)


def hold_to_one(chosen: Chosen) -> None:
    """Raises Invalid for a draft and a version at once."""
    if chosen.draft and chosen.version is not None:
        raise Invalid(Fault("/version", "is for published versions; leave out `draft`"))


def _draft_of(head: RulesetHead | None, schemas: Schemas) -> Content:
    if head is None or head.draft is None:
        raise NotFound("No draft of this ruleset has been saved.")
    return Content(head.draft, schemas, None, head.revision)
