"""/v1/work-items/{id}/attachments: files that belong to an item."""

from base64 import b64encode
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote
from uuid import UUID

from litestar.params import FromPath
from msgspec import structs

from tasks import attachments
from tasks.attachments import AttachmentView, Found, media_type_of, name_of
from tasks.cases import Subject
from tenants.database import Executor
from tenants.ids import new_id
from tenants.principals import Principal
from tenants.roles import Permission
from tenants.storage import path_of

from ..access import Call, database, office
from ..answers import Answer, answer
from ..changing import case_of
from ..errors import NotFound
from ..forms import FORM, sent_file
from ..idempotency import once_called
from ..names import actor_for
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, post
from ..seeing import hold_to_seen
from ..uploads import Download, storage, uploading

MOST_BYTES = 25 * 1024 * 1024


@post("/v1/work-items/{item_id:uuid}/attachments", Permission.SUBMIT_ITEMS, body=FORM, answers={201: AttachmentView})
async def attach(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Attach a file of up to 25 MiB to a work item"""
    return await keep_file(request, item_id)


@get(
    "/v1/work-items/{item_id:uuid}/attachments",
    Permission.READ_ITEMS,
    query=Paging,
    answers={200: Page[AttachmentView]},
)
async def list_attachments(request: Call, item_id: FromPath[UUID]) -> Answer:
    """The files of a work item, newest first"""
    await hold_to_seen(request, item_id)
    paging = query(request, Paging)
    async with database(request).session(request.user.tenant_ids) as session:
        found = await attachments.list_of(
            session, item_id, before=place_of(paging.cursor, UUID), limit=paging.limit + 1
        )
    shown = page(found, paging.limit, lambda attachment: attachment.id)
    return answer(structs.replace(shown, items=[_for(request.user, each) for each in shown.items]))


@get("/v1/attachments/{attachment_id:uuid}", Permission.READ_ITEMS, answers={200: AttachmentView})
async def read_attachment(request: Call, attachment_id: FromPath[UUID]) -> Answer:
    """What is known of a file"""
    return answer(_for(request.user, (await _seen(request, attachment_id)).view))


@get("/v1/attachments/{attachment_id:uuid}/content", Permission.READ_ITEMS, answers={200: bytes})
async def download(request: Call, attachment_id: FromPath[UUID]) -> Answer:
    """The file itself, to be saved and not to be shown"""
    return await give_file(request, attachment_id)


HANDLERS = (attach, list_attachments, read_attachment, download)


async def give_file(request: Call, attachment_id: UUID) -> Answer:
    """Raises NotFound."""
    found = await _seen(request, attachment_id)
    view = found.view
    headers = [
        (b"content-disposition", _disposition(view.name).encode("ascii")),
        (b"content-digest", f"sha-256=:{b64encode(bytes.fromhex(view.sha256)).decode()}:".encode()),
    ]
    pieces = storage(request).read(found.path)
    return Download(pieces, view.size_bytes, media_type=view.media_type.encode("ascii"), headers=headers)


async def keep_file(request: Call, item_id: UUID) -> Answer:
    """The one file of the form, kept with the item; answered with what is known of it."""
    case = await case_of(request, Subject("item", item_id))
    sent = await sent_file(request, MOST_BYTES)
    now = datetime.now(UTC)
    attachment_id, name = new_id(now), name_of(sent.name)
    async with uploading(request, path_of(case.tenant_id, "attachments", attachment_id)) as upload:
        stored = await upload.write(sent.pieces)
        attachment = AttachmentView(
            id=attachment_id,
            at=now,
            author=request.user.as_actor(),
            name=name,
            media_type=media_type_of(stored.head, name),
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
        )

        async def add(executor: Executor) -> Answer:
            change = await attachments.add(executor, case.tenant_id, item_id, attachment)
            executor.after_commit(partial(office(request).tell, change))
            return answer(attachment, 201)

        return upload.answered(await once_called(request, add))


async def _seen(request: Call, attachment_id: UUID) -> Found:
    """Raises NotFound, also for that of an item that the caller may not see."""
    async with database(request).session(request.user.tenant_ids) as session:
        found = await attachments.find(session, attachment_id)
    if found is None:
        raise NotFound
    await hold_to_seen(request, found.work_item_id)
    return found


def _disposition(name: str) -> str:
    """RFC 6266: the name in full for who knows RFC 8187, in ASCII for who does not."""
    plain = "".join(letter if " " <= letter <= "~" and letter not in '"\\%' else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _for(principal: Principal, attachment: AttachmentView) -> AttachmentView:
    return structs.replace(attachment, author=actor_for(principal, attachment.author))
