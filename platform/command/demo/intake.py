"""Submits the documents that a tenant does not have yet, several at a time, each under its own Idempotency-Key."""

from asyncio import gather
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus

from .answers import Item
from .cast import Company
from .claims import Claim
from .client import Client
from .orders import Order

AT_ONCE = 8

Document = Order | Claim
Advance = Callable[[int], object]


async def submit(client: Client, company: Company, documents: Sequence[Document], advance: Advance) -> None:
    """Sends what is missing in order; `advance` hears of every document that is there, old or new."""
    known = {item.reference for item in await client.all("/v1/work-items", Item)}
    missing = [document for document in documents if document.number not in known]
    advance(len(documents) - len(missing))
    left = iter(missing)
    await gather(*(submit_each(client, company, left, advance) for _ in range(AT_ONCE)))


async def submit_each(client: Client, company: Company, left: Iterator[Document], advance: Advance) -> None:
    for document in left:
        await client.post(
            company.submit_to,
            {"reference": document.number, "document": document},
            once=f"demo-{company.work_type}-{document.number}",
            allowed=(HTTPStatus.CONFLICT,),  # the reference is taken: another start of the demo was quicker
        )
        advance(1)
