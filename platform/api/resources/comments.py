"""/v1/work-items/{id}/comments: what people say of an item."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta, structs

from tasks import comments
from tasks.cases import Subject
from tasks.comments import CLIENT, STAFF, CommentView
from tenants.database import Executor
from tenants.errors import TenantSuspended
from tenants.ids import new_id
from tenants.principals import Principal
from tenants.roles import Permission, Role

from ..access import Call, database, office
from ..answers import Answer, answer
from ..bodies import body
from ..changing import tenant_of_case
from ..errors import NotFound
from ..idempotency import once_called
from ..names import actor_for
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, post
from ..seeing import hold_to_seen
from ..shapes import Shape


class CommentBody(Shape):
    """`visible_to`: `staff` only, or the `client`, too; left out: whoever writes and everybody who works for them."""

    text: Annotated[str, Meta(min_length=1, max_length=10_000)]
    visible_to: Literal["staff", "client"] | None = None


@post("/v1/work-items/{item_id:uuid}/comments", Permission.READ_ITEMS, body=CommentBody, answers={201: CommentView})
async def add_comment(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Say something of a work item"""
    await hold_to_seen(request, item_id)
    case = await office(request).cases.read(request.user.tenant_ids, Subject("item", item_id))
    if case is None:
        raise NotFound
    if tenant_of_case(request, case).state == "suspended":
        raise TenantSuspended
    asked = await body(request, CommentBody)
    now = datetime.now(UTC)
    visible_to = CLIENT if request.user.role == Role.CLIENT else asked.visible_to or STAFF
    comment = CommentView(new_id(now), now, request.user.as_actor(), asked.text, visible_to)

    async def add(executor: Executor) -> Answer:
        change = await comments.add(executor, case.tenant_id, item_id, comment)
        executor.after_commit(partial(office(request).tell, change))
        return answer(comment, 201)

    return await once_called(request, add)


@get(
    "/v1/work-items/{item_id:uuid}/comments",
    Permission.READ_ITEMS,
    query=Paging,
    answers={200: Page[CommentView]},
)
async def list_comments(request: Call, item_id: FromPath[UUID]) -> Answer:
    """What was said of a work item, newest first"""
    await hold_to_seen(request, item_id)
    paging = query(request, Paging)
    for_client = request.user.role == Role.CLIENT
    async with database(request).session(request.user.tenant_ids) as session:
        found = await comments.list_of(
            session,
            item_id,
            for_client=for_client,
            before=place_of(paging.cursor, UUID),
            limit=paging.limit + 1,
        )
    shown = page(found, paging.limit, lambda comment: comment.id)
    return answer(structs.replace(shown, items=[_for(request.user, comment) for comment in shown.items]))


HANDLERS = (add_comment, list_comments)


def _for(principal: Principal, comment: CommentView) -> CommentView:
    return structs.replace(comment, author=actor_for(principal, comment.author))
