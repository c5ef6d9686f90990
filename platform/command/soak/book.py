"""What clients were told, written down as they hear it: all of it has to be true afterwards."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

BEAT_S = 0.05
MISSED_S = 0.25
"""A beat that comes so late means that the client itself stood still."""


class Book(Struct):
    """`answers` counts by request and status.

    `accepted`: items, with their tenant; `completed`: tasks, with the time of each completion; `claimed`: how often
    each task and token was given out; `refused`: references that were said to be taken to those who asked for them
    first; `unlike`: what was asked twice and answered in two ways.
    """

    answers: dict[str, dict[int, int]] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)
    completed: set[tuple[str, str]] = field(default_factory=set)
    claimed: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    longest_pause_s: float = 0.0

    def answered(self, request: str, status: int, waited_s: float) -> None:
        self.count(request, status, 1)
        self.longest_pause_s = max(self.longest_pause_s, waited_s)

    def count(self, request: str, status: int, number: int) -> None:
        of_request = self.answers.setdefault(request, {})
        of_request[status] = of_request.get(status, 0) + number

    def given_out(self, task_id: str, token: int) -> None:
        claim = f"{task_id} {token}"
        self.claimed[claim] = self.claimed.get(claim, 0) + 1

    def hold_alike(self, request: str, answers: Sequence[Any]) -> None:
        """The same asked twice is answered the same twice."""
        if any(answer != answers[0] for answer in answers[1:]):
            self.unlike.append(f"{request}: {answers}")

    @property
    def statuses(self) -> set[int]:
        return {status for of_request in self.answers.values() for status in of_request}


def together(books: Sequence[Book]) -> Book:
    whole = Book()
    for book in books:
        for request, of_request in book.answers.items():
            for status, number in of_request.items():
                whole.count(request, status, number)
        whole.accepted |= book.accepted
        whole.completed |= book.completed
        for claim, number in book.claimed.items():
            whole.claimed[claim] = whole.claimed.get(claim, 0) + number
        whole.refused += book.refused
        whole.unlike += book.unlike
        whole.longest_pause_s = max(whole.longest_pause_s, book.longest_pause_s)
    return whole


class Pulse:
    """A clock that stands still while its process does, so that a stopped client does not blame the server."""

    def __init__(self) -> None:
        self.lived_s = 0.0

    async def beat(self) -> None:
        """Until cancelled."""
        before = time.monotonic()
        while True:
            await asyncio.sleep(BEAT_S)
            now = time.monotonic()
            self.lived_s += min(now - before, MISSED_S)
            before = now
