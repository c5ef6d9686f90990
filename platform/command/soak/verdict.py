"""Whether what clients were told is true, and what the verification finds: every way in which a soak can fail."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from .book import Book
from .storm import STORM
from .truth import Truth

EXPECTED = {200, 201, 204, 409}
"""409: a reference that is taken, a lease that was lost, a capacity that is used up, an end."""

EXPECTED_OF = {("pend", 422)}
"""Asked again so late that the time until which it was to be set aside has gone by."""

PROMISED_S = 15.0
_COMPLETIONS = "select task_id::text, at from history where kind = 'task_completed'"


async def violations(book: Book, truth: Truth) -> list[str]:
    """A line for each; none where all is well."""
    return [
        *said(book),
        *undone(await truth.open()),
        *unlike("item", set(book.accepted), {row[0] for row in await truth.rows("select id::text from work_items")}),
        *unlike(
            "completion",
            {f"{task} at {datetime.fromisoformat(at)}" for task, at in book.completed},
            {f"{task} at {at}" for task, at in await truth.rows(_COMPLETIONS)},
        ),
        *(f"{each.rule}: {each.subject} of {each.tenant}: {each.found}" for each in await truth.violations()),
    ]


def said(book: Book) -> Iterator[str]:
    """What the answers alone tell."""
    for request, of_request in sorted(book.answers.items()):
        for status, number in of_request.items():
            if status not in EXPECTED and (request, status) not in EXPECTED_OF:
                yield f"answer: {request} was answered with {status or 'nothing'}, {number} times"
    for claim, number in book.claimed.items():
        if number > 1:
            yield f"claimed twice: the task and token {claim} were given out {number} times"
    yield from (f"refused: a new reference was said to be taken: {each}" for each in book.refused)
    yield from (f"unlike: the same asked twice was answered otherwise: {each}" for each in book.unlike)


def slow(recovery_s: Mapping[str, float]) -> list[str]:
    """After which single faults work went on too late; a storm is promised nothing."""
    return [name for name, seconds in recovery_s.items() if name != STORM and seconds > PROMISED_S]


def undone(still_open: Mapping[str, int]) -> Iterator[str]:
    """What should have come to its end by now."""
    yield from (f"undone: {number} of {what} are left" for what, number in still_open.items())


def unlike(noun: str, told: set[str], there: set[str]) -> Iterator[str]:
    """Each that was told is there, and nothing else is."""
    yield from (f"lost: {noun} {each} was acknowledged and is not there" for each in sorted(told - there))
    yield from (f"untold: {noun} {each} is there and was acknowledged to nobody" for each in sorted(there - told))
